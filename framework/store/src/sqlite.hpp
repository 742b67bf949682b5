// SQLite behind three small types: Connection, Query and the seal of a row.
//
// SQLite keeps no checksums of its pages, so a flipped bit inside a row would be read as data. Every row
// therefore ends in a seal: the first 8 bytes of the SHA-256 over its other columns. Query::seal writes it,
// Query::sealed checks it. Both rely on columns being bound and read in the same order.
// A Connection is used by one thread at a time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "store/digest.hpp"
#include "store/error.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace flowrun::store {

class Connection {
 public:
  enum class How {
    create,
    write,
    read,
    read_unchanging  // on a disk that nobody can write to: no locks, no log
  };

  // `store` is the folder that messages name.
  static Result<Connection> open(const std::filesystem::path& file, How how,
                                 const std::filesystem::path& store);

  Result<void> execute(const std::string& sql);
  // The first column of the first row, as text; empty without rows.
  Result<std::string> text_of(const std::string& sql);
  // SQLite's last error as ours.
  [[nodiscard]] Error error() const;

 private:
  friend class Query;
  struct Close {
    void operator()(sqlite3* database) const;
  };
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  // Prepared once for a connection; `sql` must be a constant, its address is the name.
  sqlite3_stmt* prepared(const char* sql);

  std::unique_ptr<sqlite3, Close> database_;
  std::vector<std::pair<const char*, std::unique_ptr<sqlite3_stmt, Finalize>>> statements_;
  std::string store_;
  bool writes_ = false;
};

// One use of a prepared statement. Bind in the order of the parameters, step, read in the order of the
// columns. Bound memory must live until the last step; text and blobs read live until the next step.
class Query {
 public:
  Query(Connection& connection, const char* sql);
  ~Query();
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;

  Query& bind(std::int64_t value);
  Query& bind_text(std::string_view text);
  Query& bind_blob(std::string_view bytes);
  Query& bind(const Digest& digest);
  Query& bind_unsealed(std::string_view bytes);  // of a column that the seal leaves out
  Query& seal();                                 // binds the seal of everything bound so far

  Result<bool> step();  // whether there is a row
  Result<void> run();   // steps to the end

  std::int64_t integer();
  std::string_view text();
  std::string_view blob();
  std::string_view unsealed_blob();
  Digest digest();
  // Whether the next column is the seal of the columns read since the last step.
  [[nodiscard]] bool sealed();

 private:
  std::string_view bytes(int type);

  Connection& connection_;
  sqlite3_stmt* statement_;
  int parameter_ = 0;
  int column_ = 0;
  bool failed_ = false;     // to prepare or to bind; step tells
  bool malformed_ = false;  // a column of an impossible type or size
  Hasher hasher_;
};

// BEGIN ... COMMIT, or ROLLBACK unless committed.
class Transaction {
 public:
  static Result<Transaction> begin(Connection& connection);  // to write: nobody else can
  // What is read until it ends is of one moment.
  static Result<Transaction> begin_reading(Connection& connection);
  Transaction(Transaction&& other) noexcept : connection_(std::exchange(other.connection_, nullptr)) {}
  ~Transaction();
  Result<void> commit();

 private:
  explicit Transaction(Connection& connection) : connection_(&connection) {}
  Connection* connection_;
};

}  // namespace flowrun::store
