#include "tree_files.hpp"

#include <algorithm>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>

#include <base/utf8.hpp>

#include "decode_v0.hpp"
#include "decode_v1.hpp"
#include "faults.hpp"
#include "json_folder.hpp"

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

// A file of an open folder.
struct TreeFile {
  const JsonFolder& folder;
  const std::string& name;

  fs::path path() const { return folder.path() / name; }
  base::Result<std::string> content(StateBuilder& state) const {
    return content_of(folder.descriptor(), name, state);
  }
};

base::Result<base::Json> parse_file(std::string_view name, const base::Result<std::string>& text,
                                    Fault wrong) {
  const auto damaged = [](std::string why) {
    return std::unexpected(base::Error{.problem = std::move(why), .is_rejection = true});
  };
  if (!base::is_utf8(name)) return damaged("its name is not UTF-8");
  if (!text) return std::unexpected(text.error());
  if (text->empty()) return damaged("it is empty");
  auto data = parse_stored(*text);
  if (!data) return damaged(data.error().text());
  if (!data->is_object()) return damaged("not a JSON object");
  if (const std::string_view why = wrong ? wrong(*data) : ""; !why.empty()) return damaged(std::string(why));
  return data;
}

base::Error skipped(base::Error error, const fs::path& file) {
  error.why = std::exchange(error.problem, fmt::format("{} was skipped", shown(file)));
  error.what_to_do =
      error.is_rejection
          ? "nothing, if the program died while writing it; else restore the file from a backup"
      : error.is_transient ? "run again"
                           : "check its permissions";
  return error;
}

// Damage is one lost part of the session; anything else ends the reading of it.
void lose(const TreeFile& file, std::string_view kind, base::Error error, Session& session) {
  error = skipped(std::move(error), file.path());
  if (!error.is_rejection) throw FileError(std::move(error));
  session.lost.push_back({fmt::format("{} {}", kind, shown(id_of(file.name))), std::move(error)});
}

// Reads one session's messages and the state of their files, each behind its content.
class Reader {
 public:
  Reader(Weigher& weigher, Session& session, StateBuilder& state)
      : weigher_(weigher), session_(session), state_(state) {}

  void read(const JsonFolder& folder, const PartFolder& parts) {
    for_files_of(folder, state_, [&](const std::string& name) { read_message({folder, name}, parts); });
  }

 private:
  void read_message(const TreeFile& file, const PartFolder& parts) {
    auto data = parse_file(file.name, file.content(state_), wrong_message);
    Message message;
    message.id = id_of(file.name);
    const auto part_folder = parts(message.id);
    if (data) {
      message = message_of(*data, std::move(message.id));
      add_inline_parts(*data, message);
      weigher_.add(message);
      if (part_folder) read_parts(*part_folder, message);
    } else {
      message.id = shown(message.id);
      message.incomplete = true;
      if (part_folder) detail::read_parts(*part_folder, state_);
      lose(file, "message", std::move(data.error()), session_);
    }
    session_.messages.push_back(std::move(message));
  }

  void read_parts(const JsonFolder& folder, Message& message) {
    for_files_of(folder, state_, [&](const std::string& name) { read_part({folder, name}, message); });
    state_.end_parts();
  }

  void read_part(const TreeFile& file, Message& message) {
    auto data = parse_file(file.name, file.content(state_), wrong_part);
    if (data) {
      message.parts.push_back(part_of(*data, id_of(file.name)));
      weigher_.add(message.parts.back());
    } else {
      message.incomplete = true;
      lose(file, "part", std::move(data.error()), session_);
    }
  }

  Weigher& weigher_;
  Session& session_;
  StateBuilder& state_;
};

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

base::Error unreadable_tree(const fs::path& place, const std::exception& cause) {
  if (const auto* file = dynamic_cast<const FileError*>(&cause)) return file->error;
  return because_of({.problem = fmt::format("{} could not be read to the end", shown(place)),
                     .why = shown(cause.what()),
                     .what_to_do = "check its permissions"},
                    cause);
}

base::Result<base::Json> read_json_file(const fs::path& file, Fault wrong) {
  auto data = parse_file(file.filename().native(), content_of(file), wrong);
  if (!data) return std::unexpected(skipped(std::move(data.error()), file));
  return data;
}

base::Result<base::Json> read_own_file(const fs::path& file, StateBuilder& state) {
  auto data = parse_file(file.filename().native(), content_of(AT_FDCWD, file.native(), state), nullptr);
  if (!data) return std::unexpected(skipped(std::move(data.error()), file));
  return data;
}

void read_tree_messages(const SessionFiles& files, Weigher& weigher, Session& session, StateBuilder& state) {
  if (const auto folder = JsonFolder::open(files.messages))
    Reader(weigher, session, state).read(*folder, files.parts);
  place_lost_messages(session.messages);
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
