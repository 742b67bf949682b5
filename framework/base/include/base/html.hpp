// What the HTML pages that people open have in common.
#pragma once

#include <string>
#include <string_view>

namespace base {

// & < > " ' as references: right in content and in quoted attributes.
std::string html_text(std::string_view text);

// A page of one file that needs no other, on a phone and on a screen, by day and by night. The title is text, `body` HTML;
// `style` is CSS that follows the one all pages have: colours as variables (--ink, --page, --good ...), type, tables,
// `pre`, `.scroll` for what is wider than a phone.
std::string html_page(std::string_view title, std::string_view style, std::string_view body);

}  // namespace base
