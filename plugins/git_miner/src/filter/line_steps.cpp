#include "filter/line_steps.hpp"

#include <algorithm>

#include <re2/re2.h>

#include "filter/line_digest.hpp"

namespace git_miner {
namespace {

constexpr std::size_t least_bytes = 8;  // of a line that says something
constexpr std::size_t farthest = 20;    // lines, up to the next one that says something

std::string function_of(std::string_view line) {
  static const RE2 declares(R"(^\s*(?:(?:pub(?:\([^)]*\))?|const|async|unsafe|default) )*fn (\w+))");
  std::string name;
  if (line.contains("fn ")) RE2::PartialMatch(re2::StringPiece(line.data(), line.size()), declares, &name);
  return name;
}

}  // namespace

bool says_something(std::string_view line) {
  const std::size_t begin = line.find_first_not_of(" \t\r");
  if (begin == line.npos) return false;
  line.remove_prefix(begin);
  if (line.size() < least_bytes) return false;
  for (const std::string_view front :
       {"//", "use ", "pub use ", "mod ", "pub mod ", "extern ", "#[", "assert", "*"}) {
    if (line.starts_with(front)) return false;
  }
  return true;
}

std::set<std::uint64_t> steps_of(const LineIndex& lines, const LineRange& range, std::size_t end) {
  const std::size_t top = range.begin - std::min(range.begin, farthest);
  const std::size_t bottom = std::min({lines.count(), end, range.end + farthest});
  const auto step = [](std::uint64_t from, std::uint64_t to) { return from * 0x100000001b3 ^ to; };
  std::set<std::uint64_t> steps;
  std::size_t from = range.begin;
  while (from > top && !says_something(lines.line(from - 1))) --from;
  std::uint64_t last = from > top ? line_digest("", lines.line(from - 1)) : 0;  // 0: an end
  for (std::size_t i = range.begin; i < bottom; ++i) {
    if (!says_something(lines.line(i))) continue;
    const std::uint64_t digest = line_digest("", lines.line(i));
    steps.insert(step(last, digest));
    if (i >= range.end) return steps;
    last = digest;
  }
  steps.insert(step(last, 0));
  return steps;
}

std::map<std::uint64_t, std::string> functions_in(const LineIndex& lines, const LineRange& range) {
  std::map<std::uint64_t, std::string> functions;
  for (std::size_t i = range.begin; i < std::min(range.end, lines.count()); ++i) {
    if (std::string name = function_of(lines.line(i)); !name.empty())
      functions.emplace(line_digest("", lines.line(i)), std::move(name));
  }
  return functions;
}

std::optional<std::uint64_t> function_around(const LineIndex& lines, const LineRange& range) {
  for (std::size_t i = std::min(range.begin, lines.count()); i > 0; --i) {
    if (!function_of(lines.line(i - 1)).empty()) return line_digest("", lines.line(i - 1));
  }
  return std::nullopt;
}

}  // namespace git_miner
