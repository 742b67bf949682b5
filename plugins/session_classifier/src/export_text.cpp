#include "export_text.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

#include <fmt/format.h>
#include <iconv.h>

namespace session_classifier::detail {
namespace {

constexpr std::string_view space = " \t\r\n";
constexpr std::string_view status_line = "Exporting session";

std::string_view without_space(std::string_view text) {
  const std::size_t first = text.find_first_not_of(space);
  return first == std::string_view::npos ? std::string_view() : text.substr(first);
}

// The text of UTF-16 or of UTF-8 with a byte order mark, else as it is. What is no UTF-16 ends it.
std::string as_utf8(std::string bytes) {
  if (bytes.starts_with("\xef\xbb\xbf")) return bytes.substr(3);
  const bool little = bytes.starts_with("\xff\xfe"), big = bytes.starts_with("\xfe\xff");
  if (!little && !big) return bytes;
  std::string text(bytes.size() / 2 * 3, '\0');
  char* from = bytes.data() + 2;
  char* to = text.data();
  std::size_t left = bytes.size() - 2, room = text.size();
  iconv_t conversion = ::iconv_open("UTF-8", little ? "UTF-16LE" : "UTF-16BE");
  if (reinterpret_cast<std::intptr_t>(conversion) != -1) {
    ::iconv(conversion, &from, &left, &to, &room);
    ::iconv_close(conversion);
  }
  text.resize(text.size() - room);
  return text;
}

// True if the object that begins here has one of an export's two keys first.
bool is_export_at(std::string_view text) {
  const std::string_view inside = without_space(text.substr(1));
  return std::ranges::any_of(
      std::array<std::string_view, 2>{"\"info\"", "\"messages\""}, [&](std::string_view key) {
        return inside.starts_with(key) && without_space(inside.substr(key.size())).starts_with(':');
      });
}

// Behind the string that begins at `quote`, or the end of the text.
std::size_t end_of_string(std::string_view text, std::size_t quote) {
  for (std::size_t at = text.find_first_of("\"\\", quote + 1); at != std::string_view::npos;
       at = text.find_first_of("\"\\", at + 2))
    if (text[at] == '"') return at + 1;
  return text.size();
}

// Behind the object that begins at `begin`; none if the text ends before.
std::optional<std::size_t> end_of_object(std::string_view text, std::size_t begin) {
  std::size_t depth = 0;
  for (std::size_t at = begin; at < text.size();) {
    at = text.find_first_of("\"{}", at);
    if (at == std::string_view::npos) break;
    if (text[at] == '"') {
      at = end_of_string(text, at);
      continue;
    }
    depth += text[at] == '{' ? 1 : std::size_t(-1);
    ++at;
    if (depth == 0) return at;
  }
  return std::nullopt;
}

std::unexpected<base::Error> rejected(std::string why) {
  return std::unexpected(base::Error{.problem = std::move(why), .is_rejection = true});
}

// The program writes the last brace alone on its line: where it is there, the end is not what is missing.
bool has_last_line(std::string_view text) {
  const std::size_t last = text.find_last_not_of(space);
  return last != std::string_view::npos && last > 0 && text[last] == '}' && text[last - 1] == '\n';
}

}  // namespace

std::optional<std::size_t> begin_of_export(std::string_view text, std::size_t from) {
  for (std::size_t at = text.find('{', from); at != std::string_view::npos; at = text.find('{', at + 1))
    if (is_export_at(text.substr(at))) return at;
  return std::nullopt;
}

bool begins_as_export(const std::string& head) {
  const std::string text = as_utf8(head);
  return without_space(text).starts_with(status_line) || begin_of_export(text, 0);
}

base::Result<std::string> exported_object(std::string text) {
  const std::size_t size = text.size();
  text = as_utf8(std::move(text));
  if (without_space(text).empty()) return rejected("it is empty");
  const std::size_t any = text.find('{');
  const bool has_status = without_space(text).starts_with(status_line);
  if (any == std::string::npos)
    return rejected(has_status ? "it was cut off before the session" : "it holds no JSON object");
  const std::size_t begin = begin_of_export(text, 0).value_or(any);
  const auto end = end_of_object(text, begin);
  if (!end)
    return rejected(has_last_line(text) ? "not valid JSON: its brackets do not match"
                                        : fmt::format("it was cut off after {} bytes", size));
  if (begin_of_export(text, *end)) return rejected("it holds more than one session");
  text.resize(*end);
  text.erase(0, begin);
  return text;
}

}  // namespace session_classifier::detail
