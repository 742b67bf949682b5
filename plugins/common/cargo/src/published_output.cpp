#include <algorithm>

#include <fmt/core.h>
#include <re2/re2.h>

#include <cargo/published_output.hpp>

namespace cargo {
namespace {

// Texts that are not made for it need two.
constexpr int most_passes = 100;

// Bytes of a well-formed sequence at the start of `text`, 0 if there is none (RFC 3629, section 4).
std::size_t sequence_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto first = byte(0);
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xC2 && first < 0xE0   ? 2
                             : first >= 0xE0 && first < 0xF0 ? 3
                             : first >= 0xF0 && first < 0xF5 ? 4
                                                             : 0;
  if (length == 0 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  const bool overlong = (first == 0xE0 && byte(1) < 0xA0) || (first == 0xF0 && byte(1) < 0x90);
  const bool surrogate = first == 0xED && byte(1) >= 0xA0;
  const bool too_large = first == 0xF4 && byte(1) >= 0x90;
  return overlong || surrogate || too_large ? 0 : length;
}

std::string valid_utf8(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  while (!text.empty()) {
    const std::size_t length = sequence_length(text);
    result.append(length == 0 ? std::string_view("\uFFFD") : text.substr(0, length));
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return result;
}

struct Part {
  RE2 pattern;
  const char* replacement;
};

// What differs from run to run, and what takes its place.
void remove_changing_parts(std::string& text) {
  static const Part parts[] = {
      {"\\x1b(?:\\[[0-9;]*[A-Za-z])?", ""},
      {"\\r\\n", "\n"},
      {"(thread '[^'\\n]*') \\(\\d+\\) panicked", "\\1 panicked"},
      {"; finished in \\d+(?:\\.\\d+)?s", ""},
      {"(target\\(s\\)) in (?:\\d+m )?\\d+(?:\\.\\d+)?s", "\\1"},
      {"(?m)^all doctests ran in .*\\n", ""},
      {"(?m)^ *Blocking waiting for .*\\n", ""},
      // A library and its tests fail for the same reason; which fails first is chance.
      {"(error: could not compile `[^`\\n]*`) \\([^)\\n]*\\)", "\\1"},
      {"(?m)^warning: build failed, waiting for other jobs to finish\\.\\.\\.\\n", ""},
      {"-[0-9a-f]{16}\\b", ""}};
  for (const auto& [pattern, replacement] : parts) RE2::GlobalReplace(&text, pattern, replacement);
}

bool is_path_character(char c) {
  return c == '_' || c == '-' || c == '.' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
         (c >= 'A' && c <= 'Z');
}

// Whole names only: /tmp/a is not part of /tmp/ab, nor /src of crates/core/src.
void replace_folder(std::string& text, const std::string& folder, const std::string& name) {
  for (auto at = text.find(folder); at != text.npos; at = text.find(folder, at)) {
    const auto end = at + folder.size();
    if ((at > 0 && is_path_character(text[at - 1])) || (end < text.size() && is_path_character(text[end]))) {
      at = end;
      continue;
    }
    text.replace(at, folder.size(), name);
    at += name.size();
  }
}

// Cargo starts them in an order of its own choice.
std::string with_sorted_progress(const std::string& text) {
  static const RE2 progress(" *(?:Compiling|Checking|Fresh) .*\\n?");
  std::vector<std::string> block;
  std::string result, last;
  const auto flush = [&] {
    std::ranges::sort(block);
    for (const auto& line : block) result += line;
    block.clear();
  };
  for (std::size_t begin = 0; begin < text.size();) {
    const auto end = std::min(text.find('\n', begin), text.size() - 1) + 1;
    std::string line = text.substr(begin, end - begin);
    begin = end;
    if (RE2::FullMatch(line, progress)) {
      block.push_back(std::move(line));
      continue;
    }
    flush();
    const bool is_repeated = line == last && line.starts_with("error: could not compile");
    if (!is_repeated) result += line;
    last = std::move(line);
  }
  flush();
  return result;
}

std::string cleaned(std::string text, std::size_t limit) {
  remove_changing_parts(text);
  return head_and_tail(with_sorted_progress(text), limit);
}

bool continues_sequence(std::string_view text, std::size_t at) {
  return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80;
}

}  // namespace

std::string head_and_tail(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) return std::string(text);
  constexpr std::size_t marker = 40;  // its own line, with room for a large number
  const std::size_t half = limit > marker ? (limit - marker) / 2 : 0;
  std::size_t head = half, tail = text.size() - half;
  // A line end in the nearer half of each part is worth the loss.
  if (const auto line = text.rfind('\n', half); line != text.npos && line + 1 >= half / 2 && line < half)
    head = line + 1;
  if (const auto line = text.find('\n', tail); line != text.npos && line + 1 - tail <= half / 2)
    tail = line + 1;
  while (head > 0 && continues_sequence(text, head)) --head;
  while (continues_sequence(text, tail)) ++tail;
  const bool mid_line = head > 0 && text[head - 1] != '\n';
  return fmt::format("{}{}[... {} bytes left out ...]\n{}", text.substr(0, head), mid_line ? "\n" : "",
                     tail - head, text.substr(tail));
}

std::string published_output(std::string_view captured, const std::vector<NeutralPath>& folders,
                             std::size_t limit) {
  std::string text = valid_utf8(captured);
  auto longest_first = folders;
  std::ranges::stable_sort(longest_first, std::greater{},
                           [](const auto& one) { return one.first.native().size(); });
  for (const auto& [folder, name] : longest_first) {
    if (!folder.empty()) replace_folder(text, folder.string(), name);
  }
  std::string published = cleaned(std::move(text), limit);
  // What is taken out may bring its neighbours together, and a line that is cut may read as another.
  for (int pass = 0; pass < most_passes; ++pass) {
    std::string again = cleaned(published, limit);
    if (again == published) break;
    published = std::move(again);
  }
  return published;
}

}  // namespace cargo
