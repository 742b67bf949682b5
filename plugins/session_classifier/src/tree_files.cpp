#include "tree_files.hpp"

#include <algorithm>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include <base/utf8.hpp>

#include "decode_v0.hpp"
#include "decode_v1.hpp"
#include "faults.hpp"

namespace session_classifier::detail {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> entries_in(const fs::path& folder, bool folders) {
  std::vector<fs::path> found;
  std::error_code error;
  fs::directory_iterator entries(folder, error);
  if (error == std::errc::no_such_file_or_directory || error == std::errc::not_a_directory) return found;
  if (error) throw fs::filesystem_error("cannot open directory", folder, error);
  for (const fs::directory_entry& entry : entries) {
    std::error_code ignored;
    const bool wanted = folders ? entry.is_directory(ignored)
                                : entry.path().extension() == ".json" && entry.is_regular_file(ignored);
    if (wanted) found.push_back(entry.path());
  }
  std::ranges::sort(found);
  return found;
}

base::Result<base::Json> parse_file(const fs::path& file, std::string_view (*wrong)(const base::Json&)) {
  const auto damaged = [](std::string why) {
    return std::unexpected(base::Error{.problem = std::move(why), .is_rejection = true});
  };
  if (!base::is_utf8(file.filename().native())) return damaged("its name is not UTF-8");
  const auto text = content_of(file);
  if (!text) return std::unexpected(text.error());
  if (text->empty()) return damaged("it is empty");
  auto data = parse_stored(*text);
  if (!data) return damaged(data.error().text());
  if (!data->is_object()) return damaged("not a JSON object");
  if (const std::string_view why = wrong ? wrong(*data) : ""; !why.empty()) return damaged(std::string(why));
  return data;
}

// Damage is one lost part of the session; anything else ends the reading of it.
void lose(const fs::path& file, std::string_view kind, base::Error error, Session& session) {
  if (!error.is_rejection) throw FileError(std::move(error));
  session.lost.push_back({fmt::format("{} {}", kind, shown(file.stem())), std::move(error)});
}

void read_parts(const fs::path& folder, Message& message, Weigher& weigher, Session& session) {
  for (const fs::path& file : files_in(folder)) {
    auto data = read_json_file(file, wrong_part);
    if (data) {
      message.parts.push_back(part_of(*data, file.stem()));
      weigher.add(message.parts.back());
    } else {
      message.incomplete = true;
      lose(file, "part", std::move(data.error()), session);
    }
  }
}

// A lost message has no time; it is put behind the message whose id precedes its own.
void place_lost_messages(std::vector<Message>& messages) {
  for (Message& lost : messages) {
    if (lost.role) continue;
    for (const Message& other : messages)
      if (other.role && other.id < lost.id) lost.created = std::max(lost.created, other.created);
  }
}

}  // namespace

std::vector<fs::path> files_in(const fs::path& folder) { return entries_in(folder, false); }
std::vector<fs::path> folders_in(const fs::path& folder) { return entries_in(folder, true); }

void each_file(const fs::path& folder, StoreListing& listing,
               const std::function<void(const fs::path&)>& visit) {
  std::vector<fs::path> files;
  try {
    files = files_in(folder);
  } catch (const std::exception& cause) {
    return listing.problems.push_back(unreadable_tree(folder, cause));
  }
  for (const fs::path& file : files) {
    try {
      visit(file);
    } catch (const std::exception& cause) {
      listing.problems.push_back(unreadable_tree(file, cause));
    }
  }
}

void list_session(const fs::path& file, const TreeState& state, std::string_view more, ListingMemory& memory,
                  StoreListing& listing, const std::function<base::Result<SessionRef>()>& look) {
  const std::string key = more.empty() ? state.stamp : digest::fields_hex({state.stamp, more});
  SessionRef ref;
  if (const SessionRef* known = memory.recall(key)) {
    ref = *known;
  } else {
    auto found = look();
    if (!found) return listing.problems.push_back(std::move(found.error()));
    ref = *std::move(found);
  }
  memory.remember(key, state.left_alone, ref);
  ref.place = ref.source = file;
  ref.stamp = state.stamp;
  listing.sessions.push_back(std::move(ref));
}

base::Error unreadable_tree(const fs::path& place, const std::exception& cause) {
  if (const auto* file = dynamic_cast<const FileError*>(&cause)) return file->error;
  return because_of({.problem = fmt::format("{} could not be read to the end", shown(place)),
                     .why = shown(cause.what()),
                     .what_to_do = "check its permissions"},
                    cause);
}

base::Result<base::Json> read_json_file(const fs::path& file, std::string_view (*wrong)(const base::Json&)) {
  auto data = parse_file(file, wrong);
  if (data) return data;
  base::Error error = std::move(data.error());
  error.why = std::exchange(error.problem, fmt::format("{} was skipped", shown(file)));
  error.what_to_do =
      error.is_rejection
          ? "nothing, if the program died while writing it; else restore the file from a backup"
      : error.is_transient ? "run again"
                           : "check its permissions";
  return std::unexpected(std::move(error));
}

void read_tree_messages(const fs::path& folder, const PartFolder& parts, Weigher& weigher, Session& session) {
  for (const fs::path& file : files_in(folder)) {
    auto data = read_json_file(file, wrong_message);
    Message message;
    if (data) {
      message = message_of(*data, file.stem());
      add_inline_parts(*data, message);
      weigher.add(message);
      read_parts(parts(message.id), message, weigher, session);
    } else {
      message.id = shown(file.stem());
      message.incomplete = true;
      lose(file, "message", std::move(data.error()), session);
    }
    session.messages.push_back(std::move(message));
  }
  place_lost_messages(session.messages);
}

std::int64_t digest_tree_messages(const fs::path& folder, const PartFolder& parts, digest::Fields& digest,
                                  std::string* root) {
  const auto messages = files_in(folder);
  for (const fs::path& file : messages) {
    digest_file(file, digest);
    for (const fs::path& part : files_in(parts(file.stem()))) digest_file(part, digest);
    if (root == nullptr || !root->empty()) continue;
    if (const auto data = read_json_file(file)) *root = (*data)["path"]["root"].string();
  }
  return static_cast<std::int64_t>(messages.size());
}

base::Result<Session> read_unless_changed(const SessionRef& ref, const std::function<TreeState()>& state,
                                          const std::function<base::Result<Session>()>& read) {
  try {
    auto session = read();
    // The same as when it was listed: it was the same all the while.
    if (state().stamp != ref.stamp) return std::unexpected(changed(ref.place));
    return session;
  } catch (const SessionTooLarge&) {
    throw;
  } catch (const std::exception&) {
    if (state().stamp != ref.stamp) return std::unexpected(changed(ref.place));
    throw;
  }
}

void digest_file(const fs::path& file, digest::Fields& digest) {
  digest.add(file.filename().string());
  const auto text = content_of(file);
  digest.add(text ? *text : text.error().text());
}

Session session_of(const base::Json& data, const SessionRef& ref) {
  Session session;
  session.id = ref.id;
  session.store = ref.store;
  session.project = ref.project;
  session.version = data["version"].string();
  session.directory = data["directory"].string();
  session.parent = data["parentID"].string();
  session.created = data["time"]["created"].integer().value_or(0);
  session.updated = data["time"]["updated"].integer().value_or(0);
  session.revert = revert_of(data["revert"]);
  return session;
}

}  // namespace session_classifier::detail
