// A state of a user's database that can be read without touching it.
//
//   log files empty or absent ── read where it lies, SQLite's `immutable`: no lock, no -shm, no -wal
//                                `stamp` tells afterwards whether somebody wrote meanwhile
//   otherwise                 ── copied with its log to files without a name on the disk of the scratch folder;
//                                the log is applied to the copy
#pragma once

#include <exception>
#include <filesystem>
#include <memory>
#include <string>

#include <base/error.hpp>

#include "database_copy.hpp"
#include "sqlite.hpp"

namespace session_classifier::detail {

struct Snapshot {
  std::filesystem::path file;  // its bytes; SQLite finds a copy by itself
  std::string stamp;           // "" for a copy
  std::shared_ptr<const DatabaseCopy> copy = nullptr;
};

// A connection that must not outlive the snapshot.
Database open(const Snapshot& snapshot, OpenMode mode);

// Size, times and header of the database and the sizes of its log files, as text. Empty if the file cannot be
// read.
std::string stamp_of(const std::filesystem::path& database);

// True if the database can be read where it lies.
bool is_at_rest(const std::filesystem::path& database);

base::Result<Snapshot> snapshot_of(const std::filesystem::path& database,
                                   const std::filesystem::path& scratch);

// Why a database cannot be whole, by its size alone: it is empty, or was cut off; "" if it may be.
std::string what_is_missing(const std::filesystem::path& database);

// A copy, whatever state the database is in.
base::Result<Snapshot> copy_of(const std::filesystem::path& database, const std::filesystem::path& scratch);

// What a database could not be read for, of which `copy` is the file that was opened.
base::Error unreadable_database(const std::filesystem::path& database, const std::filesystem::path& copy,
                                const std::exception& cause);

}  // namespace session_classifier::detail
