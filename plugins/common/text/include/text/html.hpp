// Text for an HTML page.
#pragma once

#include <string>
#include <string_view>

namespace text {

// & < > " ' as references: right in content and in quoted attributes.
std::string escaped_html(std::string_view text);

}  // namespace text
