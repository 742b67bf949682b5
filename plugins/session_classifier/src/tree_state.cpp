#include "tree_state.hpp"

#include <algorithm>
#include <ctime>

#include <fcntl.h>

#include <digest/sha256.hpp>

#include "json_folder.hpp"

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

StateBuilder::StateBuilder() : begin_(now()) {}

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
  newest_ = std::max({newest_, nanoseconds(status.st_mtim), nanoseconds(status.st_ctim)});
  return true;
}

void StateBuilder::add(const fs::path& file) { add(AT_FDCWD, file.native()); }

void StateBuilder::add_parts(const fs::path& path) {
  const auto folder = JsonFolder::open(path);
  if (!folder) return;
  for (const JsonFolder::Entry& part : folder->entries()) add(folder->descriptor(), part.name);
  end_parts();
}

void StateBuilder::text(std::string_view text) {
  gathered_ += text;
  gathered_ += '\0';
}

TreeState StateBuilder::state() const {
  return {digest::sha256_hex(gathered_), std::chrono::nanoseconds(begin_ - newest_)};
}

TreeState state_of_file(const fs::path& file) {
  StateBuilder state;
  state.add(file);
  return state.state();
}

TreeState state_of_tree(const fs::path& own_file, const fs::path& messages, const PartFolder& parts) {
  StateBuilder state;
  state.add(own_file);
  if (const auto folder = JsonFolder::open(messages)) {
    for (const JsonFolder::Entry& message : folder->entries())
      if (state.add(folder->descriptor(), message.name)) state.add_parts(parts(id_of(message.name)));
  }
  return state.state();
}

}  // namespace session_classifier::detail
