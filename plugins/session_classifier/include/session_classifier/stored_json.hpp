// JSON as opencode stores it.
#pragma once

#include <string_view>

#include <base/json.hpp>

namespace session_classifier {

// Parses one object or array. Lone surrogates, which JavaScript writes into its files, are read as U+FFFD. A document above 32 MiB is
// refused: base64 attachments of 10 MB occur, anything larger is no conversation.
base::Result<base::Json> parse_stored(std::string_view text);

}  // namespace session_classifier
