// Changes every text of an example in one way.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include <chat/example.hpp>

namespace session_classifier {

using TextChange = std::function<std::string(std::string_view)>;

// Applies `change` to contents, thinking and every string value inside the arguments of calls, in the order
// of the messages. Arguments stay valid JSON with their key order and number spelling; keys, tool names and
// metadata stay.
void change_texts(chat::Example& example, const TextChange& change);

// The secrets of an example, replaced: `redact` is called for each text in order and must map equal secrets
// to equal placeholders, so that edits still match what was read.
inline void redact_example(chat::Example& example, const TextChange& redact) {
  change_texts(example, redact);
}

}  // namespace session_classifier
