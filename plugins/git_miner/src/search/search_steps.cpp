// Reading what a search found in order to learn from it where to look next.
#include <algorithm>

#include "change/common_words.hpp"
#include "search/code_words.hpp"
#include "search/search.hpp"
#include "word_char.hpp"

namespace git_miner {
namespace {

constexpr std::size_t most_hits = 15;  // of a search for a name that a step has shown

std::set<std::string> telling_names(std::string_view code) {
  std::set<std::string> names;
  for (const std::string_view line : lines_of_code(code)) {
    for (std::size_t at = 0; at < line.size();) {
      std::size_t end = at;
      while (end < line.size() && is_word_char(line[end])) ++end;
      const std::string_view name = line.substr(at, end - at);
      at = end + 1;
      if (is_telling_name(name) && is_distinctive(name) && !is_common_word(name)) names.emplace(name);
    }
  }
  return names;
}

}  // namespace

// Not shown yet; a search for one of them leads to a target.
std::set<std::string> Search::names_that_lead(const std::vector<const Target*>& open) {
  std::set<std::string> names;
  for (const Target* target : open) {
    if (!files_.has(target->path) || target->lines.count() == 0) continue;
    const Scope scope = scope_of(*target);
    for (const std::string& name : telling_names(near_text(*target))) {
      if (shown_.has_word(name) || names.contains(name)) continue;
      const Found& found = find(name, scope, most_hits);
      if (!found.is_too_many &&
          std::ranges::any_of(found.hits, [&](const Hit& hit) { return leads_to(hit, *target); }))
        names.insert(name);
    }
  }
  return names;
}

// What is around a line that a search found, where such a name stands: as one reads a function, and follows a call.
std::optional<Call> Search::step_call(const std::vector<const Target*>& open) {
  const std::set<std::string> names = names_that_lead(open);
  if (names.empty()) return std::nullopt;
  for (const auto& [path, lines] : shown_.all_named_lines()) {
    for (const std::size_t line : lines) {
      const Target found{path, {line, line + 1}};
      if (is_shown(found)) continue;
      auto call = read_for(found);
      if (!call || !*call || !is_new(**call)) continue;
      const LineRange& read = std::get<ReadCall>(**call).lines;
      const LineIndex& index = files_.lines(path);
      const std::size_t begin = index.begin(read.begin), end = index.begin(std::min(read.end, index.count()));
      const auto shown = telling_names(std::string_view(files_.text(path)).substr(begin, end - begin));
      if (std::ranges::any_of(names, [&](const std::string& name) { return shown.contains(name); }))
        return *std::move(call);
    }
  }
  return std::nullopt;
}

}  // namespace git_miner
