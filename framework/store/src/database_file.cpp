#include "database_file.hpp"

#include <cerrno>
#include <charconv>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string_view>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <base/file_descriptor.hpp>

#include "archive_table.hpp"
#include "condemned.hpp"
#include "file_io.hpp"
#include "schema.hpp"
#include "store/durable_file.hpp"
#include "store_folder.hpp"
#include "system_error.hpp"

namespace flowrun::store {
namespace {

namespace fs = std::filesystem;

fs::path database_path(const fs::path& store) { return store / "store.db"; }

std::string expected_schema() {
  std::string text;
  for (const auto* statement : schema) text.append(statement).append(";");
  return text;
}

Error corrupt(const fs::path& store, std::string why) {
  return {.kind = ErrorKind::store_corrupt,
          .problem = fmt::format("the store {} is damaged", store.string()),
          .why = std::move(why),
          .what_to_do = "set it aside and compute anew"};
}

Result<std::string> schema_of(Connection& connection) {
  return connection.text_of(
      "SELECT group_concat(sql, ';') || ';' FROM (SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL "
      "ORDER BY rowid)");
}

// Only an id that is damaged stands above flowrun's own tables, or none. Any other database is somebody else's.
Result<void> check_id(Connection& connection, const fs::path& store) {
  const auto id = connection.text_of("PRAGMA application_id");
  if (!id) return std::unexpected(id.error());
  if (*id == std::to_string(application_id)) return {};
  const auto found = schema_of(connection);
  if (!found) return std::unexpected(found.error());
  if (found->empty() || *found == expected_schema())
    return std::unexpected(corrupt(store, "store.db has not the id of flowrun's databases"));
  return std::unexpected(no_store(store, "its store.db is a database of another program"));
}

// Whether this is a database of ours, with the format and the tables that this flowrun writes. Asked of
// SQLite and not of the file: closing a file drops every lock that this process holds on it, SQLite's
// included.
Result<void> check_format(Connection& connection, const fs::path& store) {
  if (auto done = check_id(connection, store); !done) return done;
  const auto text = connection.text_of("PRAGMA user_version");
  if (!text) return std::unexpected(text.error());
  int version = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), version);
  if (error != std::errc{}) return std::unexpected(corrupt(store, "store.db has no version"));
  const auto why = fmt::format("its format is {}, this flowrun knows {}", version, schema_version);
  if (version > schema_version)
    return std::unexpected(
        Error{.kind = ErrorKind::newer_format,
              .problem = fmt::format("the store {} was written by a newer flowrun", store.string()),
              .why = why,
              .what_to_do = "use the newer flowrun, or another store with --store DIR"});
  if (version < schema_version)
    return std::unexpected(
        Error{.kind = ErrorKind::older_format,
              .problem = fmt::format("the store {} was written by an older flowrun", store.string()),
              .why = why,
              .what_to_do = "run the pipeline: the store is then made anew"});
  const auto found = schema_of(connection);
  if (!found) return std::unexpected(found.error());
  if (*found != expected_schema())
    return std::unexpected(corrupt(store, "its tables are not what they should be"));
  return {};
}

std::optional<std::string> look_of(const fs::path& file) {
  struct stat status {};
  if (::stat(file.c_str(), &status) != 0) return std::nullopt;
  return fmt::format("{} {} {}.{:09} {}.{:09}\n", status.st_ino, status.st_size, status.st_mtim.tv_sec,
                     status.st_mtim.tv_nsec, status.st_ctim.tv_sec, status.st_ctim.tv_nsec);
}

bool was_closed_in_order(const fs::path& store) {
  const auto marked = read_whole(store / "clean");
  return marked && look_of(database_path(store)) == *marked;
}

Result<void> check_pages(Connection& connection, const fs::path& store) {
  const auto verdict = connection.text_of("PRAGMA quick_check(1)");
  if (!verdict) return std::unexpected(verdict.error());
  if (*verdict != "ok") return std::unexpected(corrupt(store, *verdict));
  return {};
}

// WAL: many readers beside one writer. NORMAL: a killed process loses nothing that was committed, a power cut
// perhaps the last commits, never the consistency.
Result<void> configure_writer(Connection& connection, const fs::path& store) {
  const auto mode = connection.text_of("PRAGMA journal_mode = WAL");
  if (!mode) return std::unexpected(mode.error());
  if (*mode != "wal")
    return std::unexpected(Error{.kind = ErrorKind::input_output,
                                 .problem = fmt::format("cannot write to the store {}", store.string()),
                                 .why = "its disk does not support shared memory between processes",
                                 .what_to_do = "use a store on a local disk with --store DIR"});
  return connection.execute(
      "PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 67108864; "
      "PRAGMA cache_size = -32768");
}

Result<void> create(const fs::path& store) {
  const auto aside = store / "tmp" / "store.db";
  std::error_code error;
  fs::create_directories(aside.parent_path(), error);
  if (error) return std::unexpected(system_error("create", aside.parent_path(), error.value()));
  for (const auto* rest : {"", "-journal", "-wal", "-shm"}) fs::remove(aside.string() + rest, error);
  auto done = [&]() -> Result<void> {
    auto connection = Connection::open(aside, Connection::How::create, store);
    if (!connection) return std::unexpected(std::move(connection.error()));
    const auto tables = fmt::format(
        "PRAGMA page_size = 4096; BEGIN; PRAGMA application_id = {}; PRAGMA user_version = {}; {} COMMIT;",
        application_id, schema_version, expected_schema());
    if (auto made = connection->execute(tables); !made) return made;
    return configure_writer(*connection, store);
  }();
  if (!done) return done;
  if (::rename(aside.c_str(), database_path(store).c_str()) != 0)
    return std::unexpected(system_error("create", database_path(store), errno));
  return flush(store);
}

Result<Connection> open_existing(const fs::path& store, std::uint64_t check_below) {
  const bool clean = was_closed_in_order(store);
  auto connection = Connection::open(database_path(store), Connection::How::write, store);
  if (!connection) return connection;
  if (auto done = check_format(*connection, store); !done) return std::unexpected(std::move(done.error()));
  if (auto done = configure_writer(*connection, store); !done)
    return std::unexpected(std::move(done.error()));
  std::error_code error;
  if (!clean && fs::file_size(database_path(store), error) < check_below && !error) {
    if (auto done = check_pages(*connection, store); !done) return std::unexpected(std::move(done.error()));
  }
  // What the archive reads first: if it cannot, the database is of no use.
  if (const auto state = read_archive_state(*connection); !state) return std::unexpected(state.error());
  if (auto loaded = Condemned().load(*connection); !loaded) return std::unexpected(std::move(loaded.error()));
  return connection;
}

// Sets the database aside if `why` says so, and makes a new one.
Result<OpenedDatabase> start_over(const fs::path& store, std::string_view suffix, const std::string& why) {
  OpenedDatabase opened;
  if (!why.empty()) {
    const auto where = set_aside_database(store, suffix);
    if (!where) return std::unexpected(where.error());
    opened.notes.push_back(set_aside_note(store, suffix, why, *where));
  }
  if (auto made = create(store); !made) return std::unexpected(std::move(made.error()));
  auto connection = open_existing(store, 0);
  if (!connection) return std::unexpected(std::move(connection.error()));
  opened.connection = *std::move(connection);
  return opened;
}

}  // namespace

Result<OpenedDatabase> open_for_writing(const fs::path& store, std::uint64_t check_below) {
  std::error_code error;
  const auto file = database_path(store);
  if (!fs::exists(file, error)) {
    // A log without its database would be replayed into the new one.
    const auto log_size = fs::file_size(file.string() + "-wal", error);
    if (!error && log_size > 0)
      return start_over(store, corrupt_suffix, "store.db was missing, only its log was there");
    for (const auto* rest : {"-wal", "-shm"}) fs::remove(file.string() + rest, error);
    return start_over(store, "", "");
  }
  auto connection = open_existing(store, check_below);
  if (!connection) {
    const auto& reason = connection.error();
    if (reason.kind == ErrorKind::store_corrupt) return start_over(store, corrupt_suffix, reason.why);
    if (reason.kind == ErrorKind::older_format) return start_over(store, old_suffix, reason.why);
    return std::unexpected(reason);
  }
  fs::remove(store / "clean", error);
  return OpenedDatabase{.connection = *std::move(connection), .notes = {}};
}

Result<Connection> open_for_reading(const fs::path& store) {
  std::error_code error;
  const auto file = database_path(store);
  if (!fs::exists(file, error))
    return std::unexpected(Error{.kind = ErrorKind::not_found,
                                 .problem = fmt::format("there is no store at {}", store.string()),
                                 .why = "it holds no store.db",
                                 .what_to_do = "run the pipeline first, or name the store with --store DIR"});
  // On a disk where nobody can write, SQLite cannot make the shared memory that a log needs, nor needs it.
  const bool unchanging = ::access(store.c_str(), W_OK) != 0 && !fs::exists(file.string() + "-wal", error);
  auto connection =
      Connection::open(file, unchanging ? Connection::How::read_unchanging : Connection::How::read, store);
  if (!connection) return connection;
  if (auto done = check_format(*connection, store); !done) return std::unexpected(std::move(done.error()));
  return connection;
}

void mark_clean(const fs::path& store) {
  const auto look = look_of(database_path(store));
  if (!look) return;
  const base::FileDescriptor file(
      ::open((store / "clean").c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
  if (file.is_open())
    (void)write_all(file.get(), *look);  // without the marker the next start checks: no harm
}

Result<void> compact_database(const fs::path& store) {
  auto connection = Connection::open(database_path(store), Connection::How::write, store);
  if (!connection) return std::unexpected(std::move(connection.error()));
  return connection->execute("VACUUM");
}

Result<fs::path> set_aside_database(const fs::path& store, std::string_view suffix) {
  std::error_code error;
  fs::path target;
  for (int number = 1;; ++number) {
    target = fmt::format("{}.{}-{}", database_path(store).string(), suffix, number);
    if (!fs::exists(target, error) && !fs::exists(target.string() + "-wal", error)) break;
  }
  // The database first: should the process die in between, what is left is a log without a database, which
  // the next start sets aside.
  for (const auto* rest : {"", "-wal", "-shm"}) {
    const auto from = database_path(store).string() + rest;
    if (::rename(from.c_str(), (target.string() + rest).c_str()) != 0 && errno != ENOENT)
      return std::unexpected(system_error("set aside", from, errno));
  }
  // What its places lead to, for who wants to look into it. A new database cuts off what it finds there.
  const auto data = store / "store.data";
  if (::rename(data.c_str(), (target.string() + "-data").c_str()) != 0 && errno != ENOENT)
    return std::unexpected(system_error("set aside", data, errno));
  fs::remove(store / "clean", error);
  return target;
}

std::string set_aside_note(const fs::path& store, std::string_view suffix, std::string_view why,
                           const fs::path& where) {
  return fmt::format("the store {} {} ({}): set aside as {}; everything is computed anew", store.string(),
                     suffix == old_suffix ? "has an older format" : "was damaged", why,
                     where.filename().string());
}

}  // namespace flowrun::store
