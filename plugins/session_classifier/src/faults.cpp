#include "faults.hpp"

#include <cerrno>
#include <new>
#include <utility>

#include <fmt/format.h>
#include <sqlite3.h>

#include <base/printable.hpp>

#include "sqlite.hpp"

namespace session_classifier::detail {
namespace {

enum class Fault { data, moment, setting };

Fault fault_of(const std::error_code& cause) {
  switch (cause.value()) {
    case EACCES:
    case EPERM:
    case ENOENT:
    case ENOTDIR:
    case ELOOP:
    case ENAMETOOLONG:
      return Fault::setting;
    default:
      return Fault::moment;
  }
}

Fault fault_of_sqlite(int code) {
  switch (code & 0xff) {  // what stands above says more closely why
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_NOMEM:
    case SQLITE_IOERR:
    case SQLITE_FULL:
    case SQLITE_INTERRUPT:
    case SQLITE_PROTOCOL:
      return Fault::moment;
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_READONLY:
      return Fault::setting;
    default:
      return Fault::data;
  }
}

Fault fault_of(const std::exception& cause) {
  if (const auto* sqlite = dynamic_cast<const SqliteError*>(&cause)) return fault_of_sqlite(sqlite->code);
  if (const auto* system = dynamic_cast<const std::system_error*>(&cause)) return fault_of(system->code());
  if (dynamic_cast<const std::bad_alloc*>(&cause)) return Fault::moment;
  return Fault::setting;
}

base::Error marked(base::Error error, Fault fault) {
  error.is_rejection = fault == Fault::data;
  error.is_transient = fault == Fault::moment;
  return error;
}

}  // namespace

base::Error because_of(base::Error error, std::error_code cause) {
  return marked(std::move(error), fault_of(cause));
}

base::Error because_of(base::Error error, const std::exception& cause) {
  return marked(std::move(error), fault_of(cause));
}

bool is_damage(const std::exception& cause) { return fault_of(cause) == Fault::data; }

base::Error changed(const std::filesystem::path& place) {
  return {.problem = fmt::format("{} changed while it was read", shown(place)),
          .why = "opencode is running and wrote to it",
          .what_to_do = "run again, or end opencode first",
          .is_transient = true};
}

std::string shown(const std::filesystem::path& bytes) { return base::printable_line(bytes.native()); }

}  // namespace session_classifier::detail
