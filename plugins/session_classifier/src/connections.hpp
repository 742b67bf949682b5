// Connections to databases, kept from one session to the next: to open one and to read its schema takes as long as to read a
// short session.
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <session_classifier/store.hpp>

#include "sqlite.hpp"

namespace session_classifier::detail {

// A transaction on one state of a database.
class Connection {
 public:
  Connection(const SessionRef& ref, std::string state, OpenMode mode);

  const Database& database() const { return *database_; }

 private:
  friend class Connections;

  std::filesystem::path file_;
  std::string state_;  // of the file when it was opened
  OpenMode mode_;
  std::unique_ptr<Database> database_;
};

// Thread-safe.
class Connections {
 public:
  // Those of a copy go with it; those of all databases that are read where they lie are together.
  static Connections& of(const SessionRef& ref);

  // Throws SqliteError. `ref` lies in a database.
  Connection take(const SessionRef& ref, OpenMode mode);
  // One on which something failed must not come back.
  void give_back(Connection connection);

 private:
  std::mutex mutex_;
  std::vector<Connection> idle_;  // the oldest first
};

}  // namespace session_classifier::detail
