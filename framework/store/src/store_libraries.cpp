// Libraries of stages that were seen before.
#include <utility>

#include "file_tables.hpp"
#include "store_impl.hpp"

namespace flowrun::store {
namespace {

// They share a table with published places, whose names are absolute paths.
std::string name_of(std::string_view build_id) { return "library " + std::string(build_id); }

}  // namespace

Result<void> Store::remember_library(std::string_view build_id, const Digest& digest) {
  return impl_->write(
      [&](Connection& connection) { return write_published(connection, name_of(build_id), digest); });
}

Result<std::optional<Digest>> Store::library_digest(std::string_view build_id) const {
  auto found =
      impl_->read([&](Connection& connection) { return read_published(connection, name_of(build_id)); });
  if (!found) return std::unexpected(std::move(found.error()));
  return found->value;
}

}  // namespace flowrun::store
