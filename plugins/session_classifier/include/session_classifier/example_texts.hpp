// Every text of an example: contents, thinking and every string value inside the arguments of calls, in the order of the
// messages. Keys, tool names and metadata are no texts.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include <chat/example.hpp>

namespace session_classifier {

// What stands in the place of a text afterwards; none if it stays.
using TextChange = std::function<std::optional<std::string>(std::string_view)>;

// Arguments stay valid JSON with their key order and number spelling.
void change_texts(chat::Example& example, const TextChange& change);

void for_each_text(const chat::Example& example, const std::function<void(std::string_view)>& use);

}  // namespace session_classifier
