#include "sqlite.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <sqlite3.h>

#include "database_copy.hpp"

namespace session_classifier::detail {
namespace {

bool is_at_rest(OpenMode mode) { return mode != OpenMode::private_copy; }

// A path as SQLite's URI: `?`, `#` and `%` would end or change it.
std::string uri_of(const std::filesystem::path& file, OpenMode mode) {
  std::string uri = "file:";
  for (const char c : std::filesystem::absolute(file).string()) {
    if (c == '?' || c == '#' || c == '%')
      uri += fmt::format("%{:02x}", static_cast<unsigned>(c));
    else
      uri += c;
  }
  return uri + (is_at_rest(mode) ? "?mode=ro&immutable=1" : "?mode=rw");
}

}  // namespace

Database::Database(const std::filesystem::path& file, OpenMode mode)
    : Database(uri_of(file, mode), nullptr, mode) {}

Database::Database(const DatabaseCopy& copy, OpenMode mode)
    : Database(uri_of("copy", mode), copy.vfs().c_str(), mode) {}

Database::Database(const std::string& uri, const char* vfs, OpenMode mode) : mode_(mode) {
  const int flags = SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX |
                    (is_at_rest(mode) ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE);
  if (sqlite3_open_v2(uri.c_str(), &handle_, flags, vfs) != SQLITE_OK) {
    const std::string why = handle_ != nullptr ? sqlite3_errmsg(handle_) : "out of memory";
    const int code = handle_ != nullptr ? sqlite3_extended_errcode(handle_) : SQLITE_NOMEM;
    sqlite3_close(handle_);
    throw SqliteError(why, code);
  }
  // The file is not ours: SQLite must not trust functions and views that its schema names.
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_DEFENSIVE, is_damaged() ? 0 : 1, nullptr);
  sqlite3_limit(handle_, SQLITE_LIMIT_LENGTH, max_value_bytes);
  // SQLite refuses a file that is shorter than its header says, but for connections that may mend it.
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_WRITABLE_SCHEMA, is_damaged() ? 1 : 0, nullptr);
}

void Database::fail() const {
  const int code = sqlite3_extended_errcode(handle_);
  if (code == SQLITE_TOOBIG)
    throw SqliteError(fmt::format("a value has more than the {} bytes that are read", max_value_bytes), code);
  throw SqliteError(sqlite3_errmsg(handle_), code);
}

Database::~Database() {
  for (sqlite3_stmt* statement : idle_) sqlite3_finalize(statement);
  sqlite3_close(handle_);
}

sqlite3_stmt* Database::take_statement(std::string_view sql) const {
  const auto known = std::ranges::find(idle_, sql, [](sqlite3_stmt* idle) { return sqlite3_sql(idle); });
  if (known != idle_.end()) {
    sqlite3_stmt* statement = *known;
    idle_.erase(known);
    return statement;
  }
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(handle_, sql.data(), static_cast<int>(sql.size()), &statement, nullptr) != SQLITE_OK)
    fail();
  return statement;
}

void Database::give_back(sqlite3_stmt* statement) const {
  sqlite3_reset(statement);
  sqlite3_clear_bindings(statement);  // their texts end before the statement
  idle_.push_back(statement);
}

void Database::run(const char* sql) {
  if (sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) fail();
}

bool Database::has_table(std::string_view name) const {
  Statement statement(*this, "select 1 from sqlite_master where type = 'table' and name = ?");
  statement.bind(1, name);
  return statement.step();
}

const Database::Names& Database::columns(std::string_view table) const {
  if (const auto known = columns_.find(table); known != columns_.end()) return known->second;
  Names names;
  Statement statement(*this, "select name from pragma_table_info(?)");
  statement.bind(1, table);
  while (statement.step()) names.emplace(statement.text(0));
  return columns_.emplace(table, std::move(names)).first->second;
}

Statement::Statement(const Database& database, std::string_view sql)
    : database_(database), handle_(database.take_statement(sql)) {}

Statement::~Statement() { database_.give_back(handle_); }

void Statement::bind(int index, std::string_view text) {
  if (sqlite3_bind_text(handle_, index, text.data(), static_cast<int>(text.size()), SQLITE_STATIC) !=
      SQLITE_OK)
    database_.fail();
}

bool Statement::step() {
  const int code = sqlite3_step(handle_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  database_.fail();
}

std::string_view Statement::text(int column) const {
  const unsigned char* data = sqlite3_column_text(handle_, column);
  if (data == nullptr) return {};
  return {reinterpret_cast<const char*>(data),
          static_cast<std::size_t>(sqlite3_column_bytes(handle_, column))};
}

std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(handle_, column); }

TextColumn::~TextColumn() { sqlite3_blob_close(handle_); }

std::optional<std::size_t> TextColumn::size_at(std::int64_t rowid) {
  const int code = handle_ != nullptr
                       ? sqlite3_blob_reopen(handle_, rowid)
                       : sqlite3_blob_open(database_.handle(), "main", table_, column_, rowid, 0, &handle_);
  if (code == SQLITE_OK) return static_cast<std::size_t>(sqlite3_blob_bytes(handle_));
  const std::string why = sqlite3_errmsg(database_.handle());
  sqlite3_blob_close(handle_);  // of no more use
  handle_ = nullptr;
  if (code == SQLITE_ERROR && why.starts_with("cannot open value of type")) return std::nullopt;
  throw SqliteError(why, code == SQLITE_ERROR ? SQLITE_CORRUPT : code);
}

std::string_view TextColumn::text() {
  const int size = sqlite3_blob_bytes(handle_);
  text_.resize(static_cast<std::size_t>(size));
  if (sqlite3_blob_read(handle_, text_.data(), size, 0) != SQLITE_OK) database_.fail();
  return text_;
}

}  // namespace session_classifier::detail
