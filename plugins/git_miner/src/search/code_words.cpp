#include "search/code_words.hpp"

#include <algorithm>
#include <cctype>

#include "change/lower.hpp"

namespace git_miner {

std::vector<std::string_view> lines_of_code(std::string_view text) {
  std::vector<std::string_view> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view line = text.substr(at, end - at);
    at = end + 1;
    const std::size_t first = line.find_first_not_of(" \t");
    if (first != line.npos && !line.substr(first).starts_with("//")) lines.push_back(line);
  }
  return lines;
}

std::set<std::string> parts_of_names(std::string_view text) {
  std::set<std::string> parts;
  for (const std::string_view line : lines_of_code(text)) {
    std::string part;
    const auto close = [&] {
      if (!part.empty()) parts.insert(lower(part));
      part.clear();
    };
    for (const char letter : line) {
      const auto c = static_cast<unsigned char>(letter);
      const bool begins_hump =
          std::isupper(c) != 0 && !part.empty() && std::islower(static_cast<unsigned char>(part.back())) != 0;
      if (std::isalpha(c) == 0 || begins_hump) close();
      if (std::isalpha(c) != 0) part += letter;
    }
    close();
  }
  return parts;
}

bool is_distinctive(std::string_view name) {
  const auto upper = std::ranges::count_if(name, [](unsigned char c) { return std::isupper(c) != 0; });
  return name.size() >= 5 && (name.contains('_') || upper >= 2 || name.size() >= 9);
}

}  // namespace git_miner
