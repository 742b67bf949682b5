#include <algorithm>
#include <array>
#include <cctype>
#include <vector>

#include <fmt/format.h>

#include <agent_tools/read_text.hpp>

#include "unicode.hpp"

namespace agent_tools {
namespace {

std::string shown_line(std::string_view line) {
  std::string text = valid_utf8(line);
  if (utf16_length(text) <= max_line_units) return text;
  return fmt::format("{}... (line truncated to {} chars)", utf16_prefix(text, max_line_units),
                     max_line_units);
}

// The next line of `rest` without its end; takes it and its end away from `rest`.
std::string_view take_line(std::string_view& rest) {
  const std::size_t end = rest.find('\n');
  std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

struct Shown {
  std::string lines;
  std::int64_t first = 1, last = 0, total = 0;
  bool more = false, capped = false;
};

Shown numbered(std::string_view content, ReadWindow window) {
  Shown shown{.first = window.offset, .last = window.offset - 1};
  std::size_t bytes = 0;
  while (!content.empty()) {
    const std::string_view line = take_line(content);
    ++shown.total;
    if (shown.total < window.offset) continue;
    if (shown.last - shown.first + 1 >= window.limit) {
      shown.more = true;
      continue;
    }
    const std::string text = shown_line(line);
    const bool first = shown.total == window.offset;
    if (bytes + text.size() + (first ? 0 : 1) > max_read_bytes) {
      shown.capped = true;
      return shown;
    }
    bytes += text.size() + (first ? 0 : 1);
    shown.lines += fmt::format("{}{}: {}", first ? "" : "\n", shown.total, text);
    shown.last = shown.total;
  }
  return shown;
}

// The order of JavaScript's localeCompare for ASCII: signs, digits, letters with small before capital where
// nothing else differs. Other bytes follow in byte order.
bool before(const std::string& a, const std::string& b) {
  static constexpr std::string_view signs = "_-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$";
  const auto weight = [](char c) -> int {
    const auto byte = static_cast<unsigned char>(c);
    const std::size_t sign = signs.find(c);
    if (sign != std::string_view::npos) return static_cast<int>(sign);
    return 64 + (std::isalpha(byte) ? std::tolower(byte) : byte);
  };
  const auto primary = [&](char x, char y) { return weight(x) < weight(y); };
  if (std::ranges::lexicographical_compare(a, b, primary)) return true;
  if (std::ranges::lexicographical_compare(b, a, primary)) return false;
  return std::ranges::lexicographical_compare(a, b, std::ranges::greater{});
}

}  // namespace

base::Result<std::string> file_text(std::string_view path, std::string_view content, ReadWindow window) {
  window.offset = std::max<std::int64_t>(window.offset, 1);
  const Shown shown = numbered(content, window);
  if (shown.total < window.offset && !(shown.total == 0 && window.offset == 1))
    return base::failure(
        fmt::format("Offset {} is out of range for this file ({} lines)", window.offset, shown.total));
  const std::string end =
      shown.capped ? fmt::format("(Output capped at 50 KB. Showing lines {}-{}. Use offset={} to continue.)",
                                 shown.first, shown.last, shown.last + 1)
      : shown.more ? fmt::format("(Showing lines {}-{} of {}. Use offset={} to continue.)", shown.first,
                                 shown.last, shown.total, shown.last + 1)
                   : fmt::format("(End of file - total {} lines)", shown.total);
  return fmt::format("<path>{}</path>\n<type>file</type>\n<content>\n{}\n\n{}\n</content>", path, shown.lines,
                     end);
}

std::string directory_text(std::string_view path, std::span<const std::string> entries, ReadWindow window) {
  std::vector<std::string> sorted(entries.begin(), entries.end());
  std::ranges::sort(sorted, before);
  const auto total = static_cast<std::int64_t>(sorted.size());
  const std::int64_t begin = std::clamp<std::int64_t>(window.offset - 1, 0, total);
  const std::int64_t end = begin + std::clamp<std::int64_t>(window.limit, 0, total - begin);
  const std::span<const std::string> shown(sorted.data() + begin, static_cast<std::size_t>(end - begin));
  const std::string mark =
      end < total ? fmt::format("(Showing {} of {} entries. Use 'offset' parameter to read beyond entry {})",
                                shown.size(), total, end + 1)
                  : fmt::format("({} entries)", total);
  return fmt::format("<path>{}</path>\n<type>directory</type>\n<entries>\n{}\n\n{}\n</entries>", path,
                     fmt::join(shown, "\n"), mark);
}

std::string file_not_found_text(std::string_view path, std::span<const std::string> suggestions) {
  if (suggestions.empty()) return fmt::format("File not found: {}", path);
  return fmt::format("File not found: {}\n\nDid you mean one of these?\n{}", path,
                     fmt::join(suggestions, "\n"));
}

std::string binary_file_text(std::string_view path) {
  return fmt::format("Cannot read binary file: {}", path);
}

bool is_binary(std::string_view path, std::string_view content) {
  static constexpr std::array<std::string_view, 28> extensions = {
      ".zip", ".tar",  ".gz",  ".exe",  ".dll", ".so",   ".class", ".jar", ".war", ".7z",
      ".doc", ".docx", ".xls", ".xlsx", ".ppt", ".pptx", ".odt",   ".ods", ".odp", ".bin",
      ".dat", ".obj",  ".o",   ".a",    ".lib", ".wasm", ".pyc",   ".pyo"};
  const std::string_view name = path.substr(path.find_last_of('/') + 1);
  const std::size_t dot = name.find_last_of('.');
  if (dot != std::string_view::npos && dot > 0) {
    std::string extension(name.substr(dot));
    std::ranges::transform(extension, extension.begin(), [](char c) {
      return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    });
    if (std::ranges::find(extensions, extension) != extensions.end()) return true;
  }
  const std::string_view sample = content.substr(0, 4096);
  if (sample.contains('\0')) return true;
  const auto controls = std::ranges::count_if(sample, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 9 || (byte > 13 && byte < 32);
  });
  return !sample.empty() && static_cast<double>(controls) / static_cast<double>(sample.size()) > 0.3;
}

}  // namespace agent_tools
