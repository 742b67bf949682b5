// The readers of the five forms of a store. They throw SqliteError for a database that cannot be read, and
// SessionTooLarge.
#pragma once

#include <filesystem>

#include <session_classifier/listing_memory.hpp>
#include <session_classifier/store.hpp>

#include "sqlite.hpp"
#include "weigher.hpp"

namespace session_classifier::detail {

struct Snapshot;

// Databases. The listing functions append; `database` is open on `snapshot`.
void list_sqlite(const Database& database, const Snapshot& snapshot, const std::filesystem::path& source,
                 StoreListing& listing);
void list_sqlite_v2(const Database& database, const Snapshot& snapshot, const std::filesystem::path& source,
                    StoreListing& listing);
Session read_sqlite(const Database& database, const SessionRef& ref, Weigher& weigher);
Session read_sqlite_v2(const Database& database, const SessionRef& ref, Weigher& weigher);

// Trees of JSON files: `storage` of 0.6 - 1.1, and `project` up to 0.5.
void list_json_tree(const std::filesystem::path& storage, ListingMemory& memory, StoreListing& listing);
void list_legacy_tree(const std::filesystem::path& projects, ListingMemory& memory, StoreListing& listing);
base::Result<Session> read_json_tree(const SessionRef& ref, Weigher& weigher);
base::Result<Session> read_legacy_tree(const SessionRef& ref, Weigher& weigher);

// What `opencode export` printed: a file for each session.
void list_export(const std::filesystem::path& file, ListingMemory& memory, StoreListing& listing);
base::Result<Session> read_export(const SessionRef& ref, Weigher& weigher);
// The files directly in a folder that look like one, and those that are empty or named as such beside them.
std::vector<std::filesystem::path> exports_in(const std::filesystem::path& folder);

}  // namespace session_classifier::detail
