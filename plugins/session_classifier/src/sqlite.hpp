// A few lines over SQLite's C interface. Errors are thrown as SqliteError inside this library and become a
// base::Error at its edge.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

struct sqlite3;
struct sqlite3_blob;
struct sqlite3_stmt;

namespace session_classifier::detail {

class DatabaseCopy;

struct SqliteError : std::runtime_error {
  explicit SqliteError(const std::string& why, int code = damaged) : std::runtime_error(why), code(code) {}
  static constexpr int damaged = 11;  // SQLITE_CORRUPT
  int code;                           // as SQLite numbers them, extended
};

// The largest value that a query may give. SQLite holds the whole row of a result, of a session's up to a dozen of them; what
// may be larger is read as a TextColumn, which is no query.
inline constexpr int max_value_bytes = 8 << 20;

enum class OpenMode {
  at_rest,       // no locks, no side files, no look at the log: for files that nobody writes
  damaged,       // the same, of a file that may end before its last page: what is there can be read
  scanned,       // the same without its indexes, which may be what is damaged
  private_copy,  // read and write: for a copy that belongs to us
};

// One connection; to be used by one thread at a time. Statements that were used and the columns of tables that were asked for
// are kept for the next time.
class Database {
 public:
  using Names = std::set<std::string, std::less<>>;

  Database(const std::filesystem::path& file, OpenMode mode);
  Database(const DatabaseCopy& copy, OpenMode mode);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  void run(const char* sql);
  bool has_table(std::string_view name) const;
  const Names& columns(std::string_view table) const;
  sqlite3* handle() const { return handle_; }
  bool is_damaged() const { return mode_ == OpenMode::damaged || mode_ == OpenMode::scanned; }
  // Stands behind the name of a table in a select.
  std::string_view index_clause() const { return mode_ == OpenMode::scanned ? not_indexed : ""; }
  static constexpr std::string_view not_indexed = " not indexed";
  [[noreturn]] void fail()
      const;  // throws what the last call said; of a value that is too large, how large it may be

 private:
  friend class Statement;

  Database(const std::string& uri, const char* vfs, OpenMode mode);
  sqlite3_stmt* take_statement(std::string_view sql) const;
  void give_back(sqlite3_stmt* statement) const;

  sqlite3* handle_ = nullptr;
  OpenMode mode_;
  mutable std::vector<sqlite3_stmt*> idle_;
  mutable std::map<std::string, Names, std::less<>> columns_;  // by table
};

class Statement {
 public:
  Statement(const Database& database, std::string_view sql);
  ~Statement();
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  void bind(int index, std::string_view text);  // from 1; the text must outlive the statement
  bool step();                                  // true while there is a row
  std::string_view text(int column) const;      // from 0; valid until the next step; "" for NULL
  std::int64_t integer(int column) const;

 private:
  const Database& database_;
  sqlite3_stmt* handle_ = nullptr;
};

// Texts of one column of any size, which is known before SQLite loads anything of them.
class TextColumn {
 public:
  TextColumn(const Database& database, const char* table, const char* column)
      : database_(database), table_(table), column_(column) {}
  ~TextColumn();
  TextColumn(const TextColumn&) = delete;
  TextColumn& operator=(const TextColumn&) = delete;

  // Goes to a row and returns the bytes of its text; none if it holds none. Throws SqliteError if there is no such row.
  std::optional<std::size_t> size_at(std::int64_t rowid);
  // The text of the row that size_at went to; valid until the next one.
  std::string_view text();

 private:
  const Database& database_;
  const char* table_;
  const char* column_;
  sqlite3_blob* handle_ = nullptr;
  std::string text_;
};

}  // namespace session_classifier::detail
