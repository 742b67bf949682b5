// SQLite twice: one table of places by the first 16 bytes of a digest, and the bytes packed in order of arrival, as
// rows or in a file beside the database.
#include <cstring>

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include "engine.hpp"

namespace {

constexpr std::size_t pack_size = 128 << 10;
constexpr std::size_t window_size = 128 << 10;

class SqliteEngine : public Engine {
 public:
  SqliteEngine(const std::filesystem::path& folder, Access access, bool has_file) : has_file_(has_file) {
    const auto path = folder / "sqlite.db";
    const int flags =
        access == Access::write ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY;
    check(sqlite3_open_v2(path.c_str(), &database_, flags | SQLITE_OPEN_NOMUTEX, nullptr));
    if (access == Access::write)
      execute(
          "PRAGMA page_size = 4096; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
          "PRAGMA wal_autocheckpoint = 8000; PRAGMA cache_size = -32768;"
          "CREATE TABLE IF NOT EXISTS places(key BLOB PRIMARY KEY, place INTEGER, size INTEGER) WITHOUT "
          "ROWID;"
          "CREATE TABLE IF NOT EXISTS packs(id INTEGER PRIMARY KEY, bytes BLOB)");
    prepare("INSERT OR REPLACE INTO places VALUES(?, ?, ?)", access == Access::write, &insert_place_);
    prepare("INSERT INTO packs VALUES(?, ?)", access == Access::write, &insert_pack_);
    prepare("SELECT place, size FROM places WHERE key = ?", true, &select_place_);
    prepare("SELECT bytes FROM packs WHERE id = ?", true, &select_pack_);
    if (!has_file_) return;
    file_ = ::open((folder / "data").c_str(), O_RDWR | O_CREAT, 0644);
    next_ = ::lseek(file_, 0, SEEK_END);
  }

  ~SqliteEngine() override {
    for (auto* statement : {insert_place_, insert_pack_, select_place_, select_pack_})
      sqlite3_finalize(statement);
    sqlite3_close(database_);
    if (file_ >= 0) ::close(file_);
  }

  void store(std::span<const Unit> units) override {
    execute("BEGIN IMMEDIATE");
    std::string pack;
    for (const auto& unit : units) {
      const auto payload_place = append(pack, unit.payload);
      const auto record_place = append(pack, unit.record);
      put_place(unit.digest, payload_place, unit.payload.size());
      put_place(unit.key, record_place, unit.record.size());
      if (!has_file_ && pack.size() >= pack_size) flush(pack);
    }
    flush(pack);
    execute("COMMIT");
  }

  std::optional<std::string> restore(const Digest& key) override {
    const auto record = read(bytes_of(key));
    if (!record || record->size() < sizeof(Digest)) return std::nullopt;
    return read(digest_in(*record));
  }

 private:
  // In a file a place is an offset, in rows the number of the pack and an offset in it.
  std::int64_t append(std::string& pack, std::string_view bytes) const {
    const auto offset = static_cast<std::int64_t>(pack.size());
    pack += bytes;
    return has_file_ ? next_ + offset : next_ << 24 | offset;
  }

  void flush(std::string& pack) {
    if (pack.empty()) return;
    if (has_file_) {
      if (::pwrite(file_, pack.data(), pack.size(), next_) != static_cast<ssize_t>(pack.size()))
        throw std::runtime_error("short write");
      next_ += static_cast<std::int64_t>(pack.size());
    } else {
      sqlite3_bind_int64(insert_pack_, 1, next_++);
      sqlite3_bind_blob64(insert_pack_, 2, pack.data(), pack.size(), SQLITE_STATIC);
      run(insert_pack_);
    }
    pack.clear();
  }

  void put_place(const Digest& digest, std::int64_t place, std::size_t size) {
    sqlite3_bind_blob(insert_place_, 1, digest.bytes.data(), 16, SQLITE_STATIC);
    sqlite3_bind_int64(insert_place_, 2, place);
    sqlite3_bind_int64(insert_place_, 3, static_cast<std::int64_t>(size));
    run(insert_place_);
  }

  std::optional<std::string> read(std::string_view digest) {
    sqlite3_bind_blob(select_place_, 1, digest.data(), 16, SQLITE_STATIC);
    const bool is_there = sqlite3_step(select_place_) == SQLITE_ROW;
    const auto place = sqlite3_column_int64(select_place_, 0);
    const auto size = static_cast<std::size_t>(sqlite3_column_int64(select_place_, 1));
    sqlite3_reset(select_place_);
    if (!is_there) return std::nullopt;
    return has_file_ ? read_file(place, size) : read_pack(place, size);
  }

  std::optional<std::string> read_pack(std::int64_t place, std::size_t size) {
    const auto offset = static_cast<std::size_t>(place & 0xffffff);
    if (place >> 24 != window_place_) {
      sqlite3_bind_int64(select_pack_, 1, place >> 24);
      window_.clear();
      if (sqlite3_step(select_pack_) == SQLITE_ROW)
        window_.assign(static_cast<const char*>(sqlite3_column_blob(select_pack_, 0)),
                       static_cast<std::size_t>(sqlite3_column_bytes(select_pack_, 0)));
      sqlite3_reset(select_pack_);
      window_place_ = place >> 24;
    }
    if (offset > window_.size() || size > window_.size() - offset) return std::nullopt;
    return window_.substr(offset, size);
  }

  std::optional<std::string> read_file(std::int64_t place, std::size_t size) {
    if (place < window_place_ || place - window_place_ + size > window_.size()) {
      window_.resize(window_size);
      const auto count = ::pread(file_, window_.data(), window_.size(), place);
      window_.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
      window_place_ = place;
    }
    const auto offset = static_cast<std::size_t>(place - window_place_);
    if (offset > window_.size() || size > window_.size() - offset) return std::nullopt;
    return window_.substr(offset, size);
  }

  void prepare(const char* sql, bool wanted, sqlite3_stmt** statement) {
    if (wanted) check(sqlite3_prepare_v2(database_, sql, -1, statement, nullptr));
  }
  void execute(const char* sql) { check(sqlite3_exec(database_, sql, nullptr, nullptr, nullptr)); }
  void run(sqlite3_stmt* statement) {
    if (sqlite3_step(statement) != SQLITE_DONE) throw std::runtime_error(sqlite3_errmsg(database_));
    sqlite3_reset(statement);
  }
  void check(int code) {
    if (code != SQLITE_OK) throw std::runtime_error(sqlite3_errmsg(database_));
  }

  bool has_file_;
  sqlite3* database_ = nullptr;
  sqlite3_stmt *insert_place_ = nullptr, *insert_pack_ = nullptr, *select_place_ = nullptr,
               *select_pack_ = nullptr;
  int file_ = -1;
  std::int64_t next_ = 1;  // offset in the file, or number of the next pack
  std::string window_;     // the pack, or piece of the file, that was read last
  std::int64_t window_place_ = -1;
};

}  // namespace

std::unique_ptr<Engine> open_sqlite(const std::filesystem::path& folder, Engine::Access access) {
  return std::make_unique<SqliteEngine>(folder, access, false);
}

std::unique_ptr<Engine> open_sqlite_and_file(const std::filesystem::path& folder, Engine::Access access) {
  return std::make_unique<SqliteEngine>(folder, access, true);
}
