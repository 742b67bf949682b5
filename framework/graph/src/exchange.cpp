#include "exchange.hpp"

#include <cerrno>
#include <cstdio>

#include <fcntl.h>

namespace flowrun::graph {
namespace fs = std::filesystem;
namespace {

std::error_code rename_with(const fs::path& from, const fs::path& to, unsigned flags) {
  if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), flags) == 0) return {};
  return {errno, std::generic_category()};
}

bool is_unsupported(const std::error_code& error) {
  return error == std::errc::invalid_argument || error == std::errc::function_not_supported ||
         error == std::errc::operation_not_supported;
}

// Somebody may put a file there at any time: it is not replaced.
std::error_code rename_to_free(const fs::path& from, const fs::path& to) {
  const auto error = rename_with(from, to, RENAME_NOREPLACE);
  return is_unsupported(error) ? try_rename(from, to) : error;
}

}  // namespace

bool is_there(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(fs::symlink_status(path, ignored));
}

std::error_code try_rename(const fs::path& from, const fs::path& to) {
  std::error_code error;
  fs::rename(from, to, error);
  return error;
}

std::error_code exchange_in_steps(const Exchange& names, const Rename& rename) {
  const auto& [place, aside, between] = names;
  if (const auto error = rename(place, between)) return error;
  if (const auto error = rename(aside, place)) {
    (void)rename(between, place);
    return error;
  }
  const auto error = rename(between, aside);
  if (error && !rename(place, aside)) (void)rename(between, place);
  return error;
}

std::error_code exchange(const Exchange& names) {
  const auto& [place, aside, between] = names;
  if (!is_there(place)) return rename_to_free(aside, place);
  if (!is_there(aside)) return rename_to_free(place, aside);
  const auto error = rename_with(aside, place, RENAME_EXCHANGE);
  return is_unsupported(error) ? exchange_in_steps(names, try_rename) : error;
}

}  // namespace flowrun::graph
