#include <algorithm>
#include <exception>
#include <functional>
#include <system_error>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include <session_classifier/store.hpp>

#include "faults.hpp"
#include "readers.hpp"
#include "snapshot.hpp"
#include "tree_files.hpp"

namespace session_classifier {
namespace {

namespace fs = std::filesystem;
using detail::shown;

// Backups, logs and locks have another ending. Throws filesystem_error if the folder cannot be read.
std::vector<fs::path> databases_in(const fs::path& directory) {
  std::vector<fs::path> found;
  if (!fs::is_directory(directory)) return found;
  for (const fs::directory_entry& entry : fs::directory_iterator(directory)) {
    const std::string name = entry.path().filename();
    if (!name.starts_with("opencode") || !name.ends_with(".db")) continue;
    std::error_code ignored;
    const bool leads_nowhere = entry.is_symlink(ignored) && !entry.exists(ignored);
    if (leads_nowhere || entry.is_regular_file(ignored)) found.push_back(entry.path());
  }
  std::ranges::sort(found);
  return found;
}

bool has_json_tree(const fs::path& directory) { return fs::is_directory(directory / "storage" / "session"); }

bool has_legacy_tree(const fs::path& directory) {
  return std::ranges::any_of(detail::folders_in(directory / "project"), [](const fs::path& project) {
    return fs::is_directory(project / "storage" / "session");
  });
}

bool is_data_directory(const fs::path& directory) {
  return !databases_in(directory).empty() || has_json_tree(directory) || has_legacy_tree(directory);
}

bool has_store(const fs::path& directory) {
  try {
    return is_data_directory(directory) || !detail::exports_in(directory).empty();
  } catch (const fs::filesystem_error&) {
    return true;  // listing it says why it cannot be read
  }
}

base::Error no_sessions(const fs::path& database, const fs::path& snapshot) {
  const std::string missing = detail::what_is_missing(snapshot);
  return {.problem = fmt::format("{} holds no sessions", shown(database)),
          .why = missing.empty() ? "it has neither a table session nor a table session_v2" : missing,
          .what_to_do = missing.empty() ? "move it away if it is not opencode's database"
                                        : "delete it, or restore it from a backup",
          .is_rejection = true};
}

// Appends the sessions of one state of a database.
void list_snapshot(const detail::Snapshot& snapshot, const fs::path& database, detail::OpenMode mode,
                   StoreListing& listing) {
  const detail::Database connection = detail::open(snapshot, mode);
  const bool v1 = connection.has_table("session");
  const bool v2 = connection.has_table("session_v2");
  if (!v1 && !v2) listing.problems.push_back(no_sessions(database, snapshot.file));
  if (v1) detail::list_sqlite(connection, snapshot, database, listing);
  if (v2) detail::list_sqlite_v2(connection, snapshot, database, listing);
}

// What can be listed of one state; of a damaged one, what is still there.
StoreListing list_what_is_there(const detail::Snapshot& snapshot, const fs::path& database) {
  StoreListing whole;
  base::Error error;
  try {
    list_snapshot(snapshot, database, detail::OpenMode::at_rest, whole);
    return whole;
  } catch (const std::exception& cause) {
    error = detail::unreadable_database(database, snapshot.file, cause);
  }
  StoreListing rest;
  if (error.is_rejection) {
    try {
      list_snapshot(snapshot, database, detail::OpenMode::damaged, rest);
    } catch (const std::exception&) {  // nothing can be read of a damaged first page
      rest.sessions.clear();
      rest.problems.clear();
    }
  }
  if (rest.problems.empty()) rest.problems.push_back(std::move(error));
  return rest;
}

void list_database(const fs::path& database, const fs::path& scratch, StoreListing& listing) {
  auto snapshot = detail::snapshot_of(database, scratch);
  StoreListing found = snapshot ? list_what_is_there(*snapshot, database) : StoreListing();
  if (snapshot && !snapshot->stamp.empty() && snapshot->stamp != detail::stamp_of(database)) {
    snapshot = detail::copy_of(database, scratch);  // somebody began to write
    found = snapshot ? list_what_is_there(*snapshot, database) : StoreListing();
  }
  if (!snapshot) found.problems.push_back(snapshot.error());
  std::ranges::move(found.sessions, std::back_inserter(listing.sessions));
  std::ranges::move(found.problems, std::back_inserter(listing.problems));
}

// Adds what `list` finds at the place, or why it could not look.
void add_to(StoreListing& listing, const fs::path& place, const std::function<void()>& list) {
  try {
    list();
  } catch (const std::exception& cause) {
    listing.problems.push_back(detail::unreadable_tree(place, cause));
  }
}

base::Error no_store(const fs::path& place, std::error_code cause) {
  std::error_code ignored;
  return {
      .problem = fmt::format("{} holds no opencode sessions", shown(place)),
      .why = fs::is_directory(place, ignored)
                 ? "no opencode*.db, storage/session, project/ or exported session in it"
             : cause ? cause.message()
                     : "no such file or folder",
      .what_to_do =
          "give opencode's data folder, usually ~/.local/share/opencode, or what opencode export printed"};
}

// One that is named by itself: a database, whatever its name, or an exported session.
void list_file(const fs::path& file, const fs::path& scratch, ListingMemory& memory, StoreListing& listing) {
  const bool is_database =
      file.extension() == ".db" || detail::head_of(file, 16).starts_with("SQLite format 3");
  add_to(listing, file, [&] {
    if (is_database)
      list_database(file, scratch, listing);
    else
      detail::list_export(file, memory, listing);
  });
}

void list_folder(const fs::path& folder, const fs::path& scratch, ListingMemory& memory,
                 StoreListing& listing) {
  add_to(listing, folder, [&] {
    for (const fs::path& database : databases_in(folder)) list_database(database, scratch, listing);
  });
  const fs::path storage = folder / "storage", projects = folder / "project";
  add_to(listing, storage, [&] {
    if (has_json_tree(folder)) detail::list_json_tree(storage, memory, listing);
  });
  add_to(listing, projects, [&] {
    if (has_legacy_tree(folder)) detail::list_legacy_tree(projects, memory, listing);
  });
  add_to(listing, folder, [&] {
    for (const fs::path& file : detail::exports_in(folder)) detail::list_export(file, memory, listing);
  });
}

}  // namespace

std::vector<fs::path> data_directories(const fs::path& directory) {
  std::vector<fs::path> found;
  try {
    if (has_store(directory)) found.push_back(directory);
    if (!found.empty() && is_data_directory(directory)) return found;
    for (const fs::path& folder : detail::folders_in(directory))
      if (has_store(folder)) found.push_back(folder);
  } catch (const fs::filesystem_error&) {  // listing it says why it cannot be read
  }
  return found;
}

StoreListing list_sessions(const fs::path& place, const fs::path& scratch, ListingMemory& memory) {
  StoreListing listing;
  std::error_code error;
  if (fs::is_regular_file(place, error)) {
    list_file(place, scratch, memory, listing);
  } else if (fs::is_directory(place, error) && has_store(place)) {
    list_folder(place, scratch, memory, listing);
  } else {
    listing.problems.push_back(no_store(place, error));
  }
  std::ranges::stable_sort(listing.sessions, {},
                           [](const SessionRef& ref) { return std::tie(ref.created, ref.id); });
  return listing;
}

StoreListing list_sessions(const fs::path& place, const fs::path& scratch) {
  ListingMemory none;
  return list_sessions(place, scratch, none);
}

}  // namespace session_classifier
