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

}  // namespace session_classifier
