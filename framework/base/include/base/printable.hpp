// Texts of others (stages, foreign programs, file names) as a terminal, a log or a report may show them.
#pragma once

#include <string>
#include <string_view>

namespace base {

// The text without what could steer a terminal or mislead a reader: control characters (C0, DEL, C1), marks and overrides
// of the writing direction, and line separators are written as escapes (\t, \x1b, \u{202e}), and so is each byte that is
// not valid UTF-8 (\xff). The result is UTF-8. Backslashes stay as they are, so that it cannot be turned back.
std::string printable_line(std::string_view text);

// The same for texts of several lines: line feeds stay.
std::string printable_text(std::string_view text);

}  // namespace base
