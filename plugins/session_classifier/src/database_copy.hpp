// A copy of a database of which nothing stays on the disk, however the process ends: SQLite reads and writes files without a
// name. It opens by name only, so that each copy is a file system of its own (a "VFS") of three files.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "nameless_file.hpp"

namespace session_classifier::detail {

class Connections;

// Any number of connections may read it at the same time; none may while another writes, since there are no locks. It must
// outlive them.
class DatabaseCopy {
 public:
  // An empty one on the disk of `folder`. Throws filesystem_error.
  explicit DatabaseCopy(const std::filesystem::path& folder);
  ~DatabaseCopy();
  DatabaseCopy(const DatabaseCopy&) = delete;
  DatabaseCopy& operator=(const DatabaseCopy&) = delete;

  const NamelessFile& database() const { return database_; }
  const NamelessFile& log() const { return log_; }          // in write-ahead mode, `-wal`
  const NamelessFile& journal() const { return journal_; }  // of an unfinished transaction, `-journal`
  // What SQLite knows the file system by. Any file name stands for the database in it.
  const std::string& vfs() const { return name_; }
  // Those that are kept from one session to the next.
  Connections& connections() const { return *connections_; }

 private:
  struct FileSystem;

  NamelessFile database_, log_, journal_;
  std::string name_;
  std::unique_ptr<FileSystem> files_;
  std::unique_ptr<Connections> connections_;
};

}  // namespace session_classifier::detail
