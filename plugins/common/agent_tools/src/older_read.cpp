#include <algorithm>
#include <charconv>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <agent_tools/read_text.hpp>

#include "older_results.hpp"
#include "unicode.hpp"

namespace agent_tools {
namespace {

struct Numbered {
  std::int64_t first = 0, last = 0;
  std::vector<std::string_view> lines;
  std::string_view rest;  // behind the last line, beginning with its line feed
};

// Older versions marked a cut line with three dots only.
bool is_cut(std::string_view line) {
  return line.ends_with("...") && utf16_length(line) == max_line_units + 3;
}

// Lines with growing numbers, `00001| text` or `1: text`. A text line without the next number ends them.
Numbered numbered_lines(std::string_view text, std::string_view separator) {
  Numbered found;
  std::size_t at = 0;
  while (at <= text.size()) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data() + at, text.data() + text.size(), number);
    const auto after = static_cast<std::size_t>(end - text.data());
    if (error != std::errc() || !text.substr(after).starts_with(separator)) break;
    if (!found.lines.empty() && number != found.last + 1) break;
    const std::size_t begin = after + separator.size();
    const std::size_t newline = std::min(text.find('\n', begin), text.size());
    if (found.lines.empty()) found.first = number;
    found.last = number;
    std::string_view line = text.substr(begin, newline - begin);
    if (line.ends_with('\r')) line.remove_suffix(1);
    found.lines.push_back(line);
    found.rest = text.substr(newline);
    at = newline + 1;
  }
  return found;
}

// The number in "\n\n(End of file - total N lines)" and what follows; none if `rest` begins otherwise.
std::optional<std::int64_t> take_total(std::string_view& rest) {
  constexpr std::string_view begin = "\n\n(End of file - total ", end = " lines)";
  if (!rest.starts_with(begin)) return std::nullopt;
  std::int64_t total = 0;
  const auto [stop, error] = std::from_chars(rest.data() + begin.size(), rest.data() + rest.size(), total);
  const std::string_view after = rest.substr(static_cast<std::size_t>(stop - rest.data()));
  if (error != std::errc() || !after.starts_with(end)) return std::nullopt;
  rest = after.substr(end.size());
  return total;
}

OlderResult left(std::string reason) { return {.text = {}, .reason = std::move(reason)}; }

// The lines up to the end of the file; `behind` is what follows the closing tag.
OlderResult whole(std::string_view path, const Numbered& body, std::string_view behind) {
  std::string text = fmt::format("<path>{}</path>\n<type>file</type>\n<content>\n", path);
  constexpr std::size_t around = 200, of_number = 12;
  std::size_t size = text.size() + behind.size() + around;
  for (const std::string_view line : body.lines) size += line.size() + of_number;
  text.reserve(size);
  std::int64_t number = body.first;
  for (const std::string_view line : body.lines) {
    if (number > body.first) text += '\n';
    text.append(fmt::format_int(number++).c_str()).append(": ").append(line);
    if (is_cut(line)) text += fmt::format(" (line truncated to {} chars)", max_line_units);
  }
  text += fmt::format("\n\n(End of file - total {} lines)\n</content>{}", body.last, behind);
  return {.text = std::move(text), .reason = ""};
}

// A body whose closing tag is `</file>` or `</content>`.
OlderResult tagged(std::string_view path, std::string_view body, std::string_view separator,
                   std::string_view closing) {
  Numbered lines = numbered_lines(body, separator);
  if (lines.lines.empty()) return left("a read without lines");
  std::string_view rest = lines.rest;
  const auto total = take_total(rest);
  if (!rest.starts_with(closing)) return left("the number of lines of a partly shown file");
  if (total && *total != lines.last) return left("the number of lines of a partly shown file");
  if (lines.lines.back().empty()) {  // what follows a final line feed counted as a line
    lines.lines.pop_back();
    --lines.last;
  }
  if (lines.lines.empty() && lines.first > 1) return left("the shown lines are not there for 1.18");
  OlderResult result = whole(path, lines, rest.substr(closing.size()));
  if (separator == "| ") result.first_line = lines.first;
  return result;
}

// "Read file P, lines a-b" [2.x]: without the note about the rest, the file ends with line b.
OlderResult second_generation(std::string_view text, std::string_view path) {
  const std::size_t newline = text.find('\n');
  if (newline == std::string_view::npos)
    return text.ends_with(", 0 lines") ? whole(path, {}, "") : left("a read without lines");
  const Numbered lines = numbered_lines(text.substr(newline + 1), ": ");
  if (!lines.rest.empty() || lines.lines.empty()) return left("the number of lines of a partly shown file");
  return whole(path, lines, "");
}

}  // namespace

OlderResult older_read(std::string_view text, std::string_view path) {
  constexpr std::string_view file = "<file>\n", head = "<path>",
                             type = "</path>\n<type>file</type>\n<content>";
  if (text.starts_with(head)) {
    const std::size_t end = text.find(type);
    if (end == std::string_view::npos) return {};
    const std::string_view body = text.substr(end + type.size());
    if (body.starts_with('\n')) return {};
    return tagged(text.substr(head.size(), end - head.size()), body, ": ", "\n</content>");
  }
  const bool first_generation = text.starts_with(file), second = text.starts_with("Read file ");
  if (text.starts_with("Read directory ")) return left("a directory in the form of 2.x");
  if (!first_generation && !second) return {};
  if (path.empty()) return left("the absolute path of a relative one");
  return second ? second_generation(text, path) : tagged(path, text.substr(file.size()), "| ", "\n</file>");
}

}  // namespace agent_tools
