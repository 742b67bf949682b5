#include <algorithm>
#include <clocale>
#include <cwchar>

#include <sys/ioctl.h>
#include <unistd.h>

#include <report/text_width.hpp>

namespace flowrun::report {
namespace {

// The C library knows the widths of characters, but only in a locale of UTF-8; this thread has one while this lives.
class Utf8Locale {
 public:
  Utf8Locale() : before_(::uselocale(utf8())) {}
  ~Utf8Locale() { ::uselocale(before_); }
  Utf8Locale(const Utf8Locale&) = delete;
  Utf8Locale& operator=(const Utf8Locale&) = delete;

 private:
  static locale_t utf8() {
    static const locale_t made = ::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
    return made;
  }
  locale_t before_;
};

struct Character {
  std::size_t bytes, columns;
};

Character first_character(std::string_view text) {
  std::mbstate_t state{};
  wchar_t character = 0;
  const std::size_t bytes = std::mbrtowc(&character, text.data(), text.size(), &state);
  if (bytes == 0 || bytes > text.size()) return {1, 1};  // not UTF-8
  return {bytes, static_cast<std::size_t>(std::max(::wcwidth(character), 0))};
}

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

}  // namespace

TerminalSize terminal_size(int file_descriptor) {
  winsize size{};
  if (!::isatty(file_descriptor)) return {};
  if (::ioctl(file_descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0 || size.ws_row == 0)
    return {80, 24};
  return {size.ws_col, size.ws_row};
}

std::size_t terminal_width(int file_descriptor) { return terminal_size(file_descriptor).width; }

std::size_t columns_of(std::string_view text) {
  if (is_ascii(text)) return text.size();
  const Utf8Locale locale;
  std::size_t columns = 0;
  while (!text.empty()) {
    const Character first = first_character(text);
    columns += first.columns;
    text.remove_prefix(first.bytes);
  }
  return columns;
}

std::string clipped(std::string_view text, std::size_t width) {
  if (width == 0 || columns_of(text) <= width) return std::string(text);
  const Utf8Locale locale;
  std::size_t end = 0, columns = 1;  // of the dots
  while (end < text.size()) {
    const Character next = first_character(text.substr(end));
    if (columns + next.columns > width) break;
    columns += next.columns;
    end += next.bytes;
  }
  return std::string(text.substr(0, end)) + "…";
}

std::string padded(std::string_view text, std::size_t width) {
  const std::size_t columns = columns_of(text);
  return std::string(text) + std::string(width > columns ? width - columns : 0, ' ');
}

}  // namespace flowrun::report
