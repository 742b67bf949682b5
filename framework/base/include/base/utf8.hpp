// UTF-8 (RFC 3629): whether a text is valid.
#pragma once

#include <cstddef>
#include <string_view>

namespace base {

// Position of the first byte that is not valid UTF-8, or npos.
std::size_t find_invalid_utf8(std::string_view text);

inline bool is_utf8(std::string_view text) { return find_invalid_utf8(text) == std::string_view::npos; }

}  // namespace base
