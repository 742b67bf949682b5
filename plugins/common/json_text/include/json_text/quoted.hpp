// A text as a JSON string with its quotes, escaped as RFC 8259 demands and no further.
#pragma once

#include <string>
#include <string_view>

namespace json_text {

std::string quoted(std::string_view text);

}  // namespace json_text
