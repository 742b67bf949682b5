// Texts as JavaScript counts and decodes them: opencode's limits are in UTF-16 units, and it decodes output
// with replacement characters.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace agent_tools {

// Number of UTF-16 units of a valid UTF-8 text.
std::size_t utf16_length(std::string_view text);

// The beginning of a valid UTF-8 text that has at most `units` UTF-16 units and ends with a whole character.
std::string_view utf16_prefix(std::string_view text, std::size_t units);

// `bytes` with every malformed sequence replaced by U+FFFD.
std::string valid_utf8(std::string_view bytes);

}  // namespace agent_tools
