#include "idle_words.hpp"

#include <algorithm>
#include <cctype>

#include "change/lower.hpp"
#include "word_char.hpp"

namespace git_miner::test {
namespace {

constexpr std::size_t most_lines = 15;

std::size_t lines_with(std::string_view text, std::string_view word) {
  std::size_t count = 0;
  for (std::size_t at = text.find(word); at != text.npos; at = text.find(word, at)) {
    ++count;
    at = std::min(text.find('\n', at), text.size());
  }
  return count;
}

std::size_t places_of(std::string_view text, std::string_view word) {
  std::size_t count = 0;
  for (std::size_t at = text.find(word); at != text.npos; at = text.find(word, at + 1)) ++count;
  return count;
}

}  // namespace

void IdleWords::shown(std::string_view result) {
  for (std::size_t at = 0; at < result.size(); ++at) {
    std::size_t end = at;
    while (end < result.size() && is_word_char(result[end])) ++end;
    if (end > at) seen_.emplace(result.substr(at, end - at));
    at = end;
  }
}

std::string IdleWords::searched(std::string pattern, const std::string& folder, std::string include) const {
  if (!include.ends_with(".rs")) return "";
  if (include.starts_with('*')) include.erase(0, 1);
  if (pattern.starts_with("(?i)")) pattern.erase(0, 4);
  const bool is_prose = std::ranges::all_of(pattern, [](unsigned char c) { return std::islower(c) != 0; });
  if (!is_prose || pattern.empty() || seen_.contains(pattern)) return "";
  if (request_.contains("`" + pattern) || request_.contains(pattern + "`") ||
      request_.contains("-" + pattern) || request_.contains(pattern + "("))
    return "";  // code
  std::size_t lines = 0;
  for (const auto& [path, text] : files_) {
    if (path.starts_with(folder) && path.ends_with(include)) lines += lines_with(lower(text), pattern);
  }
  if (lines > most_lines)
    return "grep for " + pattern + ", which stands in " + std::to_string(lines) + " lines";
  const std::string text = lower(request_);
  const std::size_t first = std::min({text.find('\n'), text.find(". "), text.size()});
  if (text.find(pattern) >= first && places_of(text, pattern) < 2)
    return "grep for " + pattern + ", a word by the way";
  return "";
}

}  // namespace git_miner::test
