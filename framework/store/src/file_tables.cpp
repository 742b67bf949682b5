#include "file_tables.hpp"

namespace flowrun::store {
namespace {

constexpr auto insert_file = "INSERT OR REPLACE INTO file_digests VALUES(?, ?, ?, ?, ?, ?, ?)";
constexpr auto select_file = "SELECT * FROM file_digests WHERE device = ? AND inode = ?";
constexpr auto insert_published = "INSERT OR REPLACE INTO published VALUES(?, ?, ?)";
constexpr auto select_published = "SELECT * FROM published WHERE path = ?";

// SQLite's integers are signed; the bits are kept.
std::int64_t bits(std::uint64_t value) { return static_cast<std::int64_t>(value); }

}  // namespace

Result<void> write_file_digest(Connection& connection, const FileIdentity& file, const Digest& digest) {
  return Query(connection, insert_file)
      .bind(bits(file.device))
      .bind(bits(file.inode))
      .bind(bits(file.size))
      .bind(file.modified_ns)
      .bind(file.changed_ns)
      .bind(digest)
      .seal()
      .run();
}

Result<std::optional<Digest>> read_file_digest(Connection& connection, const FileIdentity& file) {
  Query query(connection, select_file);
  const auto row = query.bind(bits(file.device)).bind(bits(file.inode)).step();
  if (!row) return std::unexpected(row.error());
  if (!*row) return std::nullopt;
  FileIdentity known;
  known.device = static_cast<std::uint64_t>(query.integer());
  known.inode = static_cast<std::uint64_t>(query.integer());
  known.size = static_cast<std::uint64_t>(query.integer());
  known.modified_ns = query.integer();
  known.changed_ns = query.integer();
  const auto digest = query.digest();
  if (!query.sealed() || known != file) return std::nullopt;
  return digest;
}

Result<void> write_published(Connection& connection, std::string_view path, const Digest& digest) {
  return Query(connection, insert_published).bind_text(path).bind(digest).seal().run();
}

Result<Lookup<Digest>> read_published(Connection& connection, std::string_view path) {
  Query query(connection, select_published);
  const auto row = query.bind_text(path).step();
  if (!row) return std::unexpected(row.error());
  Lookup<Digest> found;
  if (!*row) return found;
  const bool right_path = query.text() == path;
  const auto digest = query.digest();
  found.damaged = !query.sealed() || !right_path;
  if (!found.damaged) found.value = digest;
  return found;
}

}  // namespace flowrun::store
