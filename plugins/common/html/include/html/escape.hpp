// Text for an HTML page.
#pragma once

#include <string>
#include <string_view>

namespace html {

// & < > " ' as references: right in content and in quoted attributes.
std::string escaped(std::string_view text);

}  // namespace html
