// The readers of the four forms of a store. They throw SqliteError for a database that cannot be read.
#pragma once

#include <filesystem>

#include <session_classifier/store.hpp>

#include "sqlite.hpp"

namespace session_classifier::detail {

struct Snapshot;

// Databases. The listing functions append; `database` is open on `snapshot`.
void list_sqlite(const Database& database, const Snapshot& snapshot, const std::filesystem::path& source,
                 StoreListing& listing);
void list_sqlite_v2(const Database& database, const Snapshot& snapshot, const std::filesystem::path& source,
                    StoreListing& listing);
Session read_sqlite(const Database& database, const SessionRef& ref);
Session read_sqlite_v2(const Database& database, const SessionRef& ref);

// Trees of JSON files: `storage` of 0.6 - 1.1, and `project` up to 0.5.
void list_json_tree(const std::filesystem::path& storage, StoreListing& listing);
void list_legacy_tree(const std::filesystem::path& projects, StoreListing& listing);
base::Result<Session> read_json_tree(const SessionRef& ref);
base::Result<Session> read_legacy_tree(const SessionRef& ref);

}  // namespace session_classifier::detail
