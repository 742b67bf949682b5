#include "sqlite.hpp"

#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <sqlite3.h>

#include "system_error.hpp"

namespace flowrun::store {
namespace {

constexpr int busy_timeout_ms = 10'000;  // another process may hold a lock while it recovers the log
constexpr std::size_t seal_size = 8;

// Percent-encodes what has a meaning in SQLite's file: URIs.
std::string uri(const std::filesystem::path& file) {
  std::string text = "file:";
  for (const char c : file.string()) {
    if (c == '%' || c == '?' || c == '#')
      text += fmt::format("%{:02x}", static_cast<unsigned char>(c));
    else
      text += c;
  }
  return text + "?immutable=1";
}

// Statements are constants that fit the schema, so whatever is not the surroundings' fault is damage.
ErrorKind kind_of_code(int extended, int error_number) {
  if (extended == SQLITE_IOERR_SHORT_READ || extended == SQLITE_IOERR_CORRUPTFS)
    return ErrorKind::store_corrupt;
  switch (extended & 0xff) {
    case SQLITE_FULL:
      return ErrorKind::no_space;
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
      return error_number ? kind_of(error_number) : ErrorKind::input_output;
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return ErrorKind::no_permission;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
      return ErrorKind::in_use;
    case SQLITE_NOMEM:
    case SQLITE_INTERRUPT:
    case SQLITE_TOOBIG:
      return ErrorKind::input_output;
    default:
      return ErrorKind::store_corrupt;
  }
}

std::string_view mend_of_database(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::store_corrupt:
      return "set it aside and compute anew";
    case ErrorKind::in_use:
      return "wait for the other process, or use another store with --store DIR";
    default:
      return mend_of(kind);
  }
}

}  // namespace

void Connection::Close::operator()(sqlite3* database) const { sqlite3_close_v2(database); }
void Connection::Finalize::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

Result<Connection> Connection::open(const std::filesystem::path& file, How how,
                                    const std::filesystem::path& store) {
  Connection connection;
  connection.store_ = store.string();
  connection.writes_ = how == How::create || how == How::write;
  int flags = SQLITE_OPEN_NOMUTEX;
  if (how == How::create) flags |= SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  if (how == How::write) flags |= SQLITE_OPEN_READWRITE;
  if (how == How::read) flags |= SQLITE_OPEN_READONLY;
  if (how == How::read_unchanging) flags |= SQLITE_OPEN_READONLY | SQLITE_OPEN_URI;
  const auto name = how == How::read_unchanging ? uri(file) : file.string();
  sqlite3* database = nullptr;
  const int code = sqlite3_open_v2(name.c_str(), &database, flags, nullptr);
  connection.database_.reset(database);
  if (code != SQLITE_OK) return std::unexpected(connection.error());
  sqlite3_extended_result_codes(database, 1);
  sqlite3_busy_timeout(database, busy_timeout_ms);
  sqlite3_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  // The file may be damaged: check the sizes of cells as pages are read, run nothing that the schema names.
  if (auto set = connection.execute(
          "PRAGMA cell_size_check = ON; PRAGMA trusted_schema = OFF; PRAGMA cache_size = -4096");
      !set)
    return std::unexpected(std::move(set.error()));
  return connection;
}

Error Connection::error() const {
  const int last_errno = errno;
  const auto problem = fmt::format("cannot {} the store {}", writes_ ? "write to" : "read", store_);
  if (!database_) return {.kind = ErrorKind::input_output, .problem = problem, .why = "out of memory"};
  const int code = sqlite3_extended_errcode(database_.get());
  // SQLite passes the system's error on for some operations only, and not for a failed commit.
  const int told = sqlite3_system_errno(database_.get());
  const int error_number = told ? told : (code & 0xff) == SQLITE_IOERR ? last_errno : 0;
  const auto kind = kind_of_code(code, error_number);
  std::string why = sqlite3_errmsg(database_.get());
  if (error_number != 0 && kind != ErrorKind::store_corrupt)
    why += ", " + std::generic_category().message(error_number);
  return {.kind = kind, .problem = problem, .why = why, .what_to_do = std::string(mend_of_database(kind))};
}

Result<void> Connection::execute(const std::string& sql) {
  errno = 0;
  if (sqlite3_exec(database_.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
    return std::unexpected(error());
  return {};
}

Result<std::string> Connection::text_of(const std::string& sql) {
  sqlite3_stmt* made = nullptr;
  const int code = sqlite3_prepare_v2(database_.get(), sql.c_str(), -1, &made, nullptr);
  const std::unique_ptr<sqlite3_stmt, Finalize> statement(made);
  if (code != SQLITE_OK) return std::unexpected(error());
  const int stepped = sqlite3_step(made);
  if (stepped == SQLITE_DONE) return std::string();
  if (stepped != SQLITE_ROW) return std::unexpected(error());
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(made, 0));
  return text ? std::string(text) : std::string();
}

sqlite3_stmt* Connection::prepared(const char* sql) {
  for (const auto& [known, statement] : statements_)
    if (known == sql) return statement.get();
  sqlite3_stmt* made = nullptr;
  if (sqlite3_prepare_v3(database_.get(), sql, -1, SQLITE_PREPARE_PERSISTENT, &made, nullptr) != SQLITE_OK)
    return nullptr;
  std::unique_ptr<sqlite3_stmt, Finalize> statement(made);  // the list may find no memory
  statements_.emplace_back(sql, std::move(statement));
  return made;
}

Query::Query(Connection& connection, const char* sql)
    : connection_(connection), statement_(connection.prepared(sql)), failed_(statement_ == nullptr) {}

Query::~Query() {
  if (statement_) sqlite3_reset(statement_);
}

Query& Query::bind(std::int64_t value) {
  if (!failed_) failed_ = sqlite3_bind_int64(statement_, ++parameter_, value) != SQLITE_OK;
  hasher_.number(static_cast<std::uint64_t>(value));
  return *this;
}

Query& Query::bind_text(std::string_view text) {
  if (!failed_)
    failed_ = sqlite3_bind_text64(statement_, ++parameter_, text.data() ? text.data() : "", text.size(),
                                  SQLITE_STATIC, SQLITE_UTF8) != SQLITE_OK;
  hasher_.field(text);
  return *this;
}

Query& Query::bind_blob(std::string_view bytes) {
  hasher_.field(bytes);
  return bind_unsealed(bytes);
}

Query& Query::bind_unsealed(std::string_view bytes) {
  if (!failed_)
    failed_ = sqlite3_bind_blob64(statement_, ++parameter_, bytes.data() ? bytes.data() : "", bytes.size(),
                                  SQLITE_STATIC) != SQLITE_OK;
  return *this;
}

Query& Query::bind(const Digest& digest) {
  return bind_blob({reinterpret_cast<const char*>(digest.bytes.data()), digest.bytes.size()});
}

Query& Query::seal() {
  const auto digest = hasher_.finish();
  if (!failed_)
    failed_ = sqlite3_bind_blob64(statement_, ++parameter_, digest.bytes.data(), seal_size,
                                  SQLITE_TRANSIENT) != SQLITE_OK;
  return *this;
}

Result<bool> Query::step() {
  if (failed_) return std::unexpected(connection_.error());
  column_ = 0;
  malformed_ = false;
  hasher_.reset();
  errno = 0;
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return std::unexpected(connection_.error());
}

Result<void> Query::run() {
  for (;;) {
    const auto row = step();
    if (!row) return std::unexpected(row.error());
    if (!*row) return {};
  }
}

std::int64_t Query::integer() {
  if (sqlite3_column_type(statement_, column_) != SQLITE_INTEGER) malformed_ = true;
  const auto value = sqlite3_column_int64(statement_, column_++);
  hasher_.number(static_cast<std::uint64_t>(value));
  return value;
}

std::string_view Query::bytes(int type) {
  if (sqlite3_column_type(statement_, column_) != type) {
    malformed_ = true;
    ++column_;
    return {};
  }
  const auto* data = static_cast<const char*>(sqlite3_column_blob(statement_, column_));
  const auto size = sqlite3_column_bytes(statement_, column_++);
  return data ? std::string_view(data, static_cast<std::size_t>(size)) : std::string_view();
}

std::string_view Query::text() {
  const auto value = bytes(SQLITE_TEXT);
  hasher_.field(value);
  return value;
}

std::string_view Query::unsealed_blob() { return bytes(SQLITE_BLOB); }

std::string_view Query::blob() {
  const auto value = unsealed_blob();
  hasher_.field(value);
  return value;
}

Digest Query::digest() {
  const auto value = blob();
  Digest digest;
  if (value.size() == digest.bytes.size())
    std::memcpy(digest.bytes.data(), value.data(), value.size());
  else
    malformed_ = true;
  return digest;
}

bool Query::sealed() {
  const auto seal = bytes(SQLITE_BLOB);
  const auto digest = hasher_.finish();
  return !malformed_ && seal.size() == seal_size &&
         std::memcmp(seal.data(), digest.bytes.data(), seal_size) == 0;
}

Result<Transaction> Transaction::begin(Connection& connection) {
  if (auto begun = connection.execute("BEGIN IMMEDIATE"); !begun) return std::unexpected(begun.error());
  return Transaction(connection);
}

Result<Transaction> Transaction::begin_reading(Connection& connection) {
  if (auto begun = connection.execute("BEGIN"); !begun) return std::unexpected(begun.error());
  return Transaction(connection);
}

Transaction::~Transaction() {
  if (connection_) (void)connection_->execute("ROLLBACK");  // the error that led here is already told
}

Result<void> Transaction::commit() {
  if (auto committed = connection_->execute("COMMIT"); !committed) return committed;
  connection_ = nullptr;
  return {};
}

}  // namespace flowrun::store
