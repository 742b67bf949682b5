#include "snapshot.hpp"

#include <cerrno>
#include <cstdint>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <digest/fields.hpp>

#include "faults.hpp"
#include "file_content.hpp"

namespace session_classifier::detail {
namespace {

namespace fs = std::filesystem;

// SQLite names the log files after the file itself, not after a link to it.
fs::path resolved(const fs::path& database) {
  std::error_code error;
  const fs::path real = fs::canonical(database, error);
  return error ? database : real;
}

fs::path beside(const fs::path& database, const char* suffix) { return fs::path(database.string() + suffix); }

std::uintmax_t size_of(const fs::path& file) {
  std::error_code error;
  const auto size = fs::file_size(file, error);
  return error ? 0 : size;
}

std::string file_stamp(const fs::path& file) {
  struct stat status {};
  if (::stat(file.c_str(), &status) != 0) return "";
  // Of a database the head holds the change counter.
  return fmt::format("{}:{}.{:09}:{}", status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec,
                     digest::fields_hex({head_of(file, 100)}));
}

// True if the copies belong together: nobody wrote to the database, and the log at most grew. Frames that
// were being appended are cut off by their checksums.
bool copy_once(const fs::path& from, const DatabaseCopy& to) {
  const std::string before = file_stamp(from);
  to.database().copy_from(from);
  if (file_stamp(from) != before) return false;
  for (const auto& [suffix, copy] : {std::pair("-wal", &to.log()), std::pair("-journal", &to.journal())}) {
    copy->clear();
    const fs::path source = beside(from, suffix);
    const std::string head = head_of(source, 32);  // of a WAL: salts that change when the log restarts
    if (size_of(source) == 0) continue;
    try {
      copy->copy_from(source);
    } catch (const fs::filesystem_error& error) {
      if (error.code() == std::errc::no_such_file_or_directory) return false;  // it was just removed
      throw;
    }
    if (head_of(source, 32) != head) return false;
  }
  return file_stamp(from) == before;
}

void apply_log(const DatabaseCopy& copy) {
  Database database(copy, OpenMode::private_copy);
  database.run("pragma locking_mode = exclusive");  // the index of the log is kept in memory
  database.run("select count(*) from sqlite_master");
  database.run("pragma journal_mode = memory");
}

}  // namespace

std::string stamp_of(const fs::path& database) {
  const fs::path real = resolved(database);
  const std::string stamp = file_stamp(real);
  if (stamp.empty()) return "";
  return fmt::format("{}:{}:{}", stamp, size_of(beside(real, "-wal")), size_of(beside(real, "-journal")));
}

bool is_at_rest(const fs::path& database) {
  const fs::path real = resolved(database);
  return size_of(beside(real, "-wal")) == 0 && size_of(beside(real, "-journal")) == 0;
}

Database open(const Snapshot& snapshot, OpenMode mode) {
  return snapshot.copy ? Database(*snapshot.copy, mode) : Database(snapshot.file, mode);
}

base::Result<Snapshot> copy_of(const fs::path& database, const fs::path& scratch) {
  constexpr int attempts = 5;
  const fs::path real = resolved(database);
  const std::string problem = fmt::format("{} could not be copied for reading", shown(database));
  try {
    const auto copy = std::make_shared<const DatabaseCopy>(scratch);
    for (int attempt = 0; attempt < attempts; ++attempt) {
      if (!copy_once(real, *copy)) continue;
      apply_log(*copy);
      return Snapshot{copy->database().path(), "", copy};
    }
  } catch (const std::exception& cause) {
    return std::unexpected(because_of(
        {.problem = problem,
         .why = shown(cause.what()),
         .what_to_do = is_damage(cause)
                           ? "restore it from a backup"
                           : "end opencode, check the free space of the scratch folder, and run again"},
        cause));
  }
  return std::unexpected(base::Error{.problem = problem,
                                     .why = "it was written to at every attempt",
                                     .what_to_do = "end opencode and run again",
                                     .is_transient = true});
}

base::Result<Snapshot> snapshot_of(const fs::path& database, const fs::path& scratch) {
  const std::string stamp = stamp_of(database);
  const int descriptor = ::open(database.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  const std::error_code error(descriptor < 0 ? errno : 0, std::generic_category());
  if (descriptor >= 0) ::close(descriptor);
  if (error || stamp.empty())
    return std::unexpected(because_of({.problem = fmt::format("{} could not be read", shown(database)),
                                       .why = error.message(),
                                       .what_to_do = "check the path and the permissions"},
                                      error));
  if (is_at_rest(database)) return Snapshot{resolved(database), stamp};
  return copy_of(database, scratch);
}

std::string what_is_missing(const fs::path& database) {
  constexpr std::size_t header_size = 100;
  const auto size = size_of(database);
  const std::string header = head_of(database, header_size);
  if (size == 0) return "it is empty";
  if (size < header_size)
    return fmt::format("it was cut off: it has {} bytes, less than a database's header", size);
  if (!header.starts_with("SQLite format 3")) return "";
  const auto number = [&](std::size_t begin, std::size_t bytes) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < bytes; ++i)
      value = value << 8 | static_cast<unsigned char>(header[begin + i]);
    return value;
  };
  const std::uint64_t page = number(16, 2) == 1 ? 65536 : number(16, 2);
  const std::uint64_t promised = page * number(28, 4);
  if (size >= promised) return "";
  return fmt::format("it was cut off: it has {} of {} bytes", size, promised);
}

base::Error unreadable_database(const fs::path& database, const fs::path& copy, const std::exception& cause) {
  std::string why = shown(cause.what());
  if (const std::string missing = what_is_missing(copy); is_damage(cause) && !missing.empty()) why = missing;
  return because_of(
      {.problem = fmt::format("{} could not be read", shown(database)),
       .why = std::move(why),
       .what_to_do = "check that it is opencode's database, and restore it from a backup if it is damaged"},
      cause);
}

}  // namespace session_classifier::detail
