// Text for an HTML page.
#pragma once

#include <string>
#include <string_view>

namespace base {

// & < > " ' as references: right in content and in quoted attributes.
std::string html_text(std::string_view text);

}  // namespace base
