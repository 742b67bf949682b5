// The bytes of small records as rows. Called inside a transaction when writing.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "sqlite.hpp"
#include "unit_table.hpp"

namespace flowrun::store {

// Larger payloads are objects: a row this long already spans 16 pages, and as a file it is read and removed
// without touching the database.
constexpr std::size_t largest_row = std::size_t{64} << 10;

// One that is there already is left alone.
Result<void> write_payload(Connection& connection, const Digest& digest, std::string_view bytes);
// Damaged: the bytes are not those of the digest.
Result<Lookup<std::string>> read_payload_row(Connection& connection, const Digest& digest);
Result<bool> has_payload_row(Connection& connection, const Digest& digest);
// Looks again first: the row may have been replaced since the damage was seen.
Result<void> remove_damaged_payload(Connection& connection, const Digest& digest);

}  // namespace flowrun::store
