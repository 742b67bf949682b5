// How text looks on a terminal.
#pragma once

#include <string>
#include <string_view>

namespace flowrun::report {

// Colours are used on a terminal unless NO_COLOR is set to something (the convention of no-color.org) or TERM
// is dumb.
bool use_colour(int file_descriptor);

enum class Colour { plain, red, yellow, bold, dim };
std::string paint(std::string_view text, Colour colour, bool use);

// Text on stderr, above what is drawn there (screen.hpp). Where that cannot be written there is nobody left to tell, so that no print_ function fails.
void print_plainly(std::string_view text);
// "error: text" or "warning: text" on stderr, in the form of the diagnostics of a pipeline file. Whatever is in the text, it
// does not steer the terminal (base/printable.hpp).
void print_error(std::string_view text);
void print_warning(std::string_view text);
void print_note(std::string_view text);

}  // namespace flowrun::report
