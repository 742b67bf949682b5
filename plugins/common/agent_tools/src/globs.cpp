#include "globs.hpp"

#include <ranges>
#include <utility>

namespace agent_tools {

Globs Globs::choice(std::string_view pattern) {
  return Globs(rust_bridge_globs_choice(pattern.data(), pattern.size()));
}

Globs Globs::gitignore(std::string_view text) {
  return Globs(rust_bridge_globs_gitignore(text.data(), text.size()));
}

Globs::Match Globs::match(std::string_view path, bool is_directory) const {
  return static_cast<Match>(rust_bridge_globs_match(globs_.get(), path.data(), path.size(), is_directory));
}

void IgnoreRules::add(std::string folder, std::string_view text) {
  files_.push_back({std::move(folder), Globs::gitignore(text)});
}

bool IgnoreRules::ignores(std::string_view path, bool is_directory) const {
  for (const File& file : std::views::reverse(files_)) {
    if (!path.starts_with(file.folder)) continue;
    const Globs::Match match = file.rules.match(path.substr(file.folder.size()), is_directory);
    if (match != Globs::Match::none) return match == Globs::Match::left_out;
  }
  return false;
}

}  // namespace agent_tools
