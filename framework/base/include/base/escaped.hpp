// Bytes that need not be a text, such as file names, for people and for JSON.
#pragma once

#include <string>
#include <string_view>

namespace base {

// The same text with each byte that is not valid UTF-8 written as \xE9; a text that is valid stays as it is.
std::string escaped(std::string_view bytes);

}  // namespace base
