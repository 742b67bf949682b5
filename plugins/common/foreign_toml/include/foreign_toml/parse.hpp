// Parses TOML that somebody else wrote, such as the manifest of a repository or of a candidate.
//
// toml++ bounds the depth of nested values, not that of dotted keys, and frees a deep table by recursion: a
// file of 100 kB can end the process. So what no manifest holds is refused before it is parsed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include <toml++/toml.h>

namespace foreign_toml {

inline constexpr std::size_t most_bytes = 1u << 20;
inline constexpr int most_key_parts = 32;  // of one dotted key or table name

struct ParseError {
  std::uint32_t line = 1;
  std::string text;
};

// Thread-safe.
std::expected<toml::table, ParseError> parse(std::string_view text);

}  // namespace foreign_toml
