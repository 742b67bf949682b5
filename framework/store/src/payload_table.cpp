#include "payload_table.hpp"

namespace flowrun::store {
namespace {

constexpr auto insert_payload = "INSERT OR IGNORE INTO payloads VALUES(?, ?)";
constexpr auto select_payload = "SELECT bytes FROM payloads WHERE digest = ?";
constexpr auto select_presence = "SELECT 1 FROM payloads WHERE digest = ?";
constexpr auto delete_payload = "DELETE FROM payloads WHERE digest = ?";

}  // namespace

Result<void> write_payload(Connection& connection, const Digest& digest, std::string_view bytes) {
  return Query(connection, insert_payload).bind(digest).bind_unsealed(bytes).run();
}

Result<Lookup<std::string>> read_payload_row(Connection& connection, const Digest& digest) {
  Query query(connection, select_payload);
  const auto row = query.bind(digest).step();
  if (!row) return std::unexpected(row.error());
  Lookup<std::string> found;
  if (!*row) return found;
  const auto bytes = query.unsealed_blob();
  found.damaged = digest_of(bytes) != digest;
  if (!found.damaged) found.value = std::string(bytes);
  return found;
}

Result<bool> has_payload_row(Connection& connection, const Digest& digest) {
  return Query(connection, select_presence).bind(digest).step();
}

Result<void> remove_damaged_payload(Connection& connection, const Digest& digest) {
  const auto found = read_payload_row(connection, digest);
  if (!found) return std::unexpected(found.error());
  if (!found->damaged) return {};
  return Query(connection, delete_payload).bind(digest).run();
}

}  // namespace flowrun::store
