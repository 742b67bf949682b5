#include "store/error.hpp"

#include <cerrno>
#include <system_error>

#include <fmt/format.h>

#include "system_error.hpp"

namespace flowrun::store {

base::Error Error::as_error() const {
  return {.problem = problem, .why = why, .what_to_do = what_to_do, .is_transient = true};
}

ErrorKind kind_of(int error_number) {
  switch (error_number) {
    case ENOENT:
      return ErrorKind::not_found;
    case EACCES:
    case EPERM:
    case EROFS:
      return ErrorKind::no_permission;
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return ErrorKind::no_space;
    default:
      return ErrorKind::input_output;
  }
}

std::string_view mend_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::not_found:
      return "check the path";
    case ErrorKind::no_permission:
      return "check the permissions of it and of the folders above it";
    case ErrorKind::no_space:
      return "free some space, or put the store on another disk with --store DIR";
    default:
      return "check the path and the disk";
  }
}

Error system_error(std::string_view verb, const std::filesystem::path& path, int error_number) {
  const auto kind = kind_of(error_number);
  return {.kind = kind,
          .problem = fmt::format("cannot {} {}", verb, path.string()),
          .why = std::generic_category().message(error_number),
          .what_to_do = std::string(mend_of(kind))};
}

}  // namespace flowrun::store
