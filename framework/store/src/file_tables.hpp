// What the store remembers of files outside it: digests by identity, and published places.
#pragma once

#include <string_view>

#include "lookup.hpp"
#include "sqlite.hpp"
#include "store/folder_digest.hpp"

namespace flowrun::store {

Result<void> write_file_digest(Connection& connection, const FileIdentity& file, const Digest& digest);
// Damaged rows read as absent: they are replaced when the file is next read.
Result<std::optional<Digest>> read_file_digest(Connection& connection, const FileIdentity& file);

Result<void> write_published(Connection& connection, std::string_view path, const Digest& digest);
Result<Lookup<Digest>> read_published(Connection& connection, std::string_view path);

}  // namespace flowrun::store
