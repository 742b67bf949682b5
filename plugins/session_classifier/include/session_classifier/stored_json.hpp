// JSON as opencode stores it.
#pragma once

#include <cstddef>
#include <string_view>

#include <base/json.hpp>

namespace session_classifier {

// Base64 attachments of 10 MB occur; anything larger than this is no conversation.
inline constexpr std::size_t max_document_bytes = std::size_t{32} << 20;

// Parses one object or array of at most that size. Lone surrogates, which JavaScript writes into its files, are read as
// U+FFFD.
base::Result<base::Json> parse_stored(std::string_view text);

}  // namespace session_classifier
