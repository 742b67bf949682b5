// A program that writes to a database while the tests read it.
#pragma once

#include <string>

#include <sqlite3.h>

#include "support.hpp"

namespace test {

class Writer {
 public:
  explicit Writer(const fs::path& file) { REQUIRE(sqlite3_open(file.c_str(), &handle_) == SQLITE_OK); }
  ~Writer() { sqlite3_close(handle_); }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;
  void run(const std::string& sql) {
    INFO(sql);
    REQUIRE(sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
  }

 private:
  sqlite3* handle_ = nullptr;
};

}  // namespace test
