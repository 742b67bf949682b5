#include <algorithm>
#include <exception>
#include <system_error>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include <session_classifier/active.hpp>
#include <session_classifier/store.hpp>

#include "readers.hpp"
#include "snapshot.hpp"
#include "tree_files.hpp"

namespace session_classifier {
namespace {

namespace fs = std::filesystem;

// Backups, logs and locks have another ending.
std::vector<fs::path> databases_in(const fs::path& directory) {
  std::vector<fs::path> found;
  std::error_code error;
  for (fs::directory_iterator entry(directory, error), last; !error && entry != last;
       entry.increment(error)) {
    const std::string name = entry->path().filename();
    std::error_code ignored;
    if (name.starts_with("opencode") && name.ends_with(".db") && entry->is_regular_file(ignored))
      found.push_back(entry->path());
  }
  std::ranges::sort(found);
  return found;
}

bool is_folder(const fs::path& path) {
  std::error_code error;
  return fs::is_directory(path, error);
}

bool has_json_tree(const fs::path& directory) { return is_folder(directory / "storage" / "session"); }

bool has_legacy_tree(const fs::path& directory) {
  try {
    return std::ranges::any_of(detail::folders_in(directory / "project"), [](const fs::path& project) {
      return is_folder(project / "storage" / "session");
    });
  } catch (const fs::filesystem_error&) {
    return true;  // listing it says why it cannot be read
  }
}

bool has_store(const fs::path& directory) {
  return !databases_in(directory).empty() || has_json_tree(directory) || has_legacy_tree(directory);
}

base::Error unreadable(const fs::path& database, std::string_view why) {
  return {fmt::format("{} could not be read", database.string()), std::string(why),
          "check that it is opencode's database, and restore it from a backup if it is damaged"};
}

base::Error changed(const fs::path& database) {
  return {fmt::format("{} changed while it was read", database.string()),
          "opencode is running and wrote to it", "run again, or end opencode first"};
}

// Appends the sessions of one state of a database.
void list_snapshot(const detail::Snapshot& snapshot, const fs::path& database, StoreListing& listing) {
  const detail::Database connection(snapshot.file, detail::OpenMode::at_rest);
  const bool v1 = connection.has_table("session");
  const bool v2 = connection.has_table("session_v2");
  if (!v1 && !v2)
    listing.problems.push_back({fmt::format("{} holds no sessions", database.string()),
                                "it has neither a table session nor a table session_v2",
                                "move it away if it is not opencode's database"});
  if (v1) detail::list_sqlite(connection, snapshot, database, listing);
  if (v2) detail::list_sqlite_v2(connection, snapshot, database, listing);
}

void list_database(const fs::path& database, const fs::path& scratch, StoreListing& listing) {
  auto snapshot = detail::snapshot_of(database, scratch);
  for (int attempt = 0; snapshot; ++attempt) {
    StoreListing found;
    std::string why;
    try {
      list_snapshot(*snapshot, database, found);
    } catch (const std::exception& error) {
      why = error.what();
    }
    const bool steady = snapshot->stamp.empty() || snapshot->stamp == detail::stamp_of(database);
    if (!steady && attempt == 0) {  // somebody began to write: read a copy instead
      snapshot = detail::copy_of(database, scratch);
      continue;
    }
    if (!why.empty()) found.problems.push_back(unreadable(database, why));
    std::ranges::move(found.sessions, std::back_inserter(listing.sessions));
    std::ranges::move(found.problems, std::back_inserter(listing.problems));
    return;
  }
  listing.problems.push_back(snapshot.error());
}

base::Error not_to_the_end(const fs::path& place, std::string_view why) {
  return {fmt::format("{} could not be read to the end", place.string()), std::string(why),
          "check its permissions"};
}

void list_tree(void (*list)(const fs::path&, StoreListing&), const fs::path& tree, StoreListing& listing) {
  try {
    list(tree, listing);
  } catch (const std::exception& error) {
    listing.problems.push_back(not_to_the_end(tree, error.what()));
  }
}

base::Result<Session> read_tree(const SessionRef& ref) {
  try {
    return ref.store == chat::SessionStore::json ? detail::read_json_tree(ref)
                                                 : detail::read_legacy_tree(ref);
  } catch (const std::exception& error) {
    return std::unexpected(not_to_the_end(ref.source, error.what()));
  }
}

base::Result<Session> read_database(const SessionRef& ref) {
  if (!ref.stamp.empty() && ref.stamp != detail::stamp_of(ref.place))
    return std::unexpected(changed(ref.source));
  base::Result<Session> session = std::unexpected(base::Error{});
  try {
    detail::Database connection(ref.place, detail::OpenMode::at_rest);
    connection.run("begin");  // one state for all rows
    session = ref.store == chat::SessionStore::sqlite ? detail::read_sqlite(connection, ref)
                                                      : detail::read_sqlite_v2(connection, ref);
  } catch (const std::exception& error) {
    session = std::unexpected(unreadable(ref.source, error.what()));
    session.error().problem += ", session " + ref.id;
  }
  if (!ref.stamp.empty() && ref.stamp != detail::stamp_of(ref.place))
    return std::unexpected(changed(ref.source));
  return session;
}

}  // namespace

std::vector<fs::path> data_directories(const fs::path& directory) {
  if (has_store(directory)) return {directory};
  try {
    std::vector<fs::path> found = detail::folders_in(directory);
    std::erase_if(found, [](const fs::path& folder) { return !has_store(folder); });
    return found;
  } catch (const fs::filesystem_error&) {
    return {};
  }
}

StoreListing list_sessions(const fs::path& data_directory, const fs::path& scratch) {
  StoreListing listing;
  if (!is_folder(data_directory) || !has_store(data_directory)) {
    listing.problems.push_back(
        {fmt::format("{} holds no opencode sessions", data_directory.string()),
         is_folder(data_directory) ? "no opencode*.db, storage/session or project/ in it" : "no such folder",
         "give opencode's data folder, usually ~/.local/share/opencode"});
    return listing;
  }
  for (const fs::path& database : databases_in(data_directory)) list_database(database, scratch, listing);
  if (has_json_tree(data_directory)) list_tree(detail::list_json_tree, data_directory / "storage", listing);
  if (has_legacy_tree(data_directory))
    list_tree(detail::list_legacy_tree, data_directory / "project", listing);
  std::ranges::stable_sort(listing.sessions, {},
                           [](const SessionRef& ref) { return std::tie(ref.created, ref.id); });
  return listing;
}

base::Result<Session> read_session(const SessionRef& ref) {
  const bool tree = ref.store == chat::SessionStore::json || ref.store == chat::SessionStore::legacy;
  auto session = tree ? read_tree(ref) : read_database(ref);
  if (!session) return session;
  session->group = ref.group;
  sort_messages(*session);
  return session;
}

}  // namespace session_classifier
