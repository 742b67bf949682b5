#include <cstdlib>
#include <exception>

#include <fmt/format.h>
#include <unistd.h>

#include <base/printable.hpp>
#include <report/screen.hpp>
#include <report/style.hpp>

namespace flowrun::report {

bool use_colour(int file_descriptor) {
  const char* no_colour = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  return !(no_colour && *no_colour) && !(terminal && std::string_view(terminal) == "dumb") &&
         ::isatty(file_descriptor);
}

std::string paint(std::string_view text, Colour colour, bool use) {
  const char* code = nullptr;
  switch (colour) {
    case Colour::plain:
      break;
    case Colour::red:
      code = "\x1b[1;31m";
      break;
    case Colour::yellow:
      code = "\x1b[1;33m";
      break;
    case Colour::bold:
      code = "\x1b[1m";
      break;
    case Colour::dim:
      code = "\x1b[2m";
      break;
  }
  if (!use || !code) return std::string(text);
  return fmt::format("{}{}\x1b[0m", code, text);
}

void print_plainly(std::string_view text) {
  try {
    Screen::of_stderr().write(text);
  } catch (const std::exception&) {
  }
}

void print_error(std::string_view text) {
  print_plainly(fmt::format("{} {}\n", paint("error:", Colour::red, use_colour(STDERR_FILENO)),
                            base::printable_text(text)));
}

void print_warning(std::string_view text) {
  print_plainly(fmt::format("{} {}\n", paint("warning:", Colour::yellow, use_colour(STDERR_FILENO)),
                            base::printable_text(text)));
}

void print_note(std::string_view text) {
  print_plainly(fmt::format("{} {}\n", paint("note:", Colour::bold, use_colour(STDERR_FILENO)),
                            base::printable_text(text)));
}

}  // namespace flowrun::report
