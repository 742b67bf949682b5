#include "tree_state.hpp"

#include <algorithm>
#include <ctime>

#include <fcntl.h>

#include <digest/sha256.hpp>

#include "file_content.hpp"

namespace session_classifier::detail {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t second = 1'000'000'000;

std::int64_t nanoseconds(const timespec& time) { return time.tv_sec * second + time.tv_nsec; }

std::int64_t now() {
  timespec time{};
  ::clock_gettime(CLOCK_REALTIME, &time);
  return nanoseconds(time);
}

}  // namespace

StateBuilder::StateBuilder() : seen_(now()) {}

bool StateBuilder::add(int folder, const std::string& name) {
  struct stat status {};
  if (::fstatat(folder, name.c_str(), &status, 0) != 0) status.st_mode = 0;
  return add(name, status);
}

bool StateBuilder::add(const std::string& name, const struct stat& status) {
  text(name);
  if (!S_ISREG(status.st_mode)) return false;
  for (const std::int64_t value :
       {static_cast<std::int64_t>(status.st_dev), static_cast<std::int64_t>(status.st_ino),
        static_cast<std::int64_t>(status.st_size), nanoseconds(status.st_mtim), nanoseconds(status.st_ctim)})
    gathered_.append(reinterpret_cast<const char*>(&value), sizeof value);
  written_ = std::max({written_, nanoseconds(status.st_mtim), nanoseconds(status.st_ctim)});
  return true;
}

void StateBuilder::add(const fs::path& file) { add(AT_FDCWD, file.native()); }

void StateBuilder::add_time_of(const JsonFolder& folder) {
  struct stat status {};
  if (::fstat(folder.descriptor(), &status) == 0) written_ = std::max(written_, nanoseconds(status.st_mtim));
}

void StateBuilder::add_parts(const JsonFolder& folder) {
  for (const JsonFolder::Entry& part : folder.entries()) add(folder.descriptor(), part.name);
  end_parts();
}

void StateBuilder::add_content(std::string_view name, const base::Result<std::string>& text) {
  content_.add(name.substr(name.rfind('/') + 1));
  content_.add(text ? *text : text.error().text());
  has_content_ = true;
}

void StateBuilder::text(std::string_view text) {
  gathered_ += text;
  gathered_ += '\0';
}

TreeState StateBuilder::state() {
  return {.stamp = digest::sha256_hex(gathered_),
          .content = has_content_ ? content_.hex() : "",
          .written = written_,
          .seen = seen_};
}

TreeState state_of_file(const fs::path& file) {
  StateBuilder state;
  state.add(file);
  return state.state();
}

TreeState outline_of(const SessionFiles& files) {
  StateBuilder state;
  state.add(files.own);
  if (const auto folder = JsonFolder::open(files.messages))
    for (const JsonFolder::Entry& message : folder->entries()) state.add_name(message.name);
  return state.state();
}

TreeState state_of(const SessionFiles& files) {
  StateBuilder state;
  state.add(files.own);
  const auto folder = JsonFolder::open(files.messages);
  bool lacks_folders = !folder;
  if (folder) {
    state.add_time_of(*folder);
    for (const JsonFolder::Entry& message : folder->entries()) {
      if (!state.add(folder->descriptor(), message.name)) continue;
      const auto parts = files.parts(id_of(message.name));
      lacks_folders |= !parts;
      if (!parts) continue;
      state.add_time_of(*parts);
      state.add_parts(*parts);
    }
  }
  TreeState found = state.state();
  found.lacks_folders = lacks_folders;
  return found;
}

void read_parts(const JsonFolder& folder, StateBuilder& state) {
  for_files_of(folder, state, [&](const std::string& part) {
    static_cast<void>(content_of(folder.descriptor(), part, state));
  });
  state.end_parts();
}

TreeState content_state_of(const SessionFiles& files) {
  StateBuilder state;
  static_cast<void>(content_of(AT_FDCWD, files.own.native(), state));
  if (const auto folder = JsonFolder::open(files.messages)) {
    for_files_of(*folder, state, [&](const std::string& message) {
      static_cast<void>(content_of(folder->descriptor(), message, state));
      if (const auto parts = files.parts(id_of(message))) read_parts(*parts, state);
    });
  }
  return state.state();
}

}  // namespace session_classifier::detail
