#include "ignore_rules.hpp"

#include <ranges>

namespace agent_tools {

namespace {

// Each rule is a compiled pattern; a hostile file could hold millions. What lies behind is not read.
constexpr std::size_t most_rules = 2000;

}  // namespace

void IgnoreRules::add(std::string_view folder, std::string_view text) {
  files_.push_back(rules_.size());
  while (!text.empty() && rules_.size() < most_rules) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    while (line.ends_with(' ') && !line.ends_with("\\ ")) line.remove_suffix(1);
    if (line.empty() || line.starts_with('#')) continue;
    const bool negated = line.starts_with('!');
    if (negated) line.remove_prefix(1);
    const bool directories_only = line.ends_with('/');
    if (directories_only) line.remove_suffix(1);
    if (line.empty()) continue;
    rules_.push_back(
        {std::string(folder), GlobPattern(line, GlobPattern::Braces::literal), negated, directories_only});
  }
}

void IgnoreRules::remove_last() {
  rules_.erase(rules_.begin() + static_cast<std::ptrdiff_t>(files_.back()), rules_.end());
  files_.pop_back();
}

bool IgnoreRules::ignores(std::string_view path, bool is_directory) const {
  for (const Rule& rule : std::views::reverse(rules_)) {
    if (rule.directories_only && !is_directory) continue;
    if (path.starts_with(rule.folder) && rule.pattern.matches(path.substr(rule.folder.size())))
      return !rule.negated;
  }
  return false;
}

}  // namespace agent_tools
