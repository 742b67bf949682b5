// JSON as opencode stores it.
#pragma once

#include <cstddef>
#include <string_view>

#include <base/json.hpp>

namespace session_classifier {

// Base64 attachments of 10 MB occur; anything larger than this is no conversation.
inline constexpr std::size_t max_document_bytes = std::size_t{32} << 20;
// A part has some dozens, a message of 2.x some thousands.
inline constexpr std::size_t max_document_values = 300'000;

// Parses one object or array of at most that many bytes and values. Lone surrogates, which JavaScript writes into its files, are read as
// U+FFFD.
base::Result<base::Json> parse_stored(std::string_view text);

}  // namespace session_classifier
