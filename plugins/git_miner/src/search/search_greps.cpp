// Which searches lead to a place, and which of them an engineer would try first.
#include <algorithm>

#include <fmt/core.h>
#include <re2/re2.h>

#include "path_parts.hpp"
#include "search/search.hpp"

namespace git_miner {
namespace {

constexpr std::size_t most_hits_of_file = 15;  // of a search that leads to no place in its file
constexpr std::size_t most_of_overview = 99;
constexpr std::size_t most_named_hits = 15;  // of a search that leads to no place
constexpr std::size_t most_named_searches = 2;
constexpr std::size_t most_hit_bytes = 400;  // of a line that a search shows
constexpr std::size_t most_tried = 300;      // patterns
constexpr std::size_t tried_at_once = 16;    // of one place
constexpr double least_share = 0.2;          // of what a search finds, in the file that it leads to

}  // namespace

// Of a file that is known, in it alone.
Search::Scope Search::scope_of(const Target& target) const {
  const std::string name(name_of_path(target.path));
  const std::size_t dot = name.rfind('.');
  if (!shown_.may_open(target.path))
    return {"", name == "Cargo.toml" ? name : dot == name.npos ? "" : "*" + name.substr(dot)};
  const auto same_name = std::ranges::count_if(
      files_.paths(), [&](const std::string& path) { return path == name || path.ends_with("/" + name); });
  return {same_name > 1 ? folder_of_path(target.path) : "", name};
}

// Then in parts of the project: a folder that the request names, the sources apart from the tests.
std::vector<Search::Scope> Search::scopes_of(const Target& target) const {
  std::vector<Scope> scopes{scope_of(target)};
  const std::string include = scopes.front().include;
  if (!include.starts_with('*')) return scopes;
  if (target.path.starts_with("src/")) scopes.push_back({"src", include});
  for (std::string folder = folder_of_path(target.path); !folder.empty(); folder = folder_of_path(folder)) {
    if (is_package(folder) && shown_.is_told(name_of_path(folder)) && shown_.knows_folder(folder))
      scopes.push_back({folder, include});
  }
  return scopes;
}

bool Search::is_package(const std::string& folder) const { return files_.has(folder + "/Cargo.toml"); }

const Search::Found& Search::find(const std::string& pattern, const Scope& scope, std::size_t most) {
  const std::string key = fmt::format("{}\n{}\n{}\n{}", pattern, scope.folder, scope.include, most);
  const auto known = found_.find(key);
  if (known != found_.end()) return known->second;
  ++tried_;
  Found& found = found_[key];
  const std::string front = scope.folder.empty() ? "" : scope.folder + "/";
  const re2::RE2 expression("(?m)" + pattern);
  const std::string back = scope.include.starts_with('*') ? scope.include.substr(1) : "/" + scope.include;
  for (const std::string& path : files_.paths()) {
    if (!path.starts_with(front) || !(path.ends_with(back) || path == scope.include)) continue;
    const std::string& text = files_.text(path);
    const LineIndex& lines = files_.lines(path);
    re2::StringPiece match;
    for (std::size_t at = 0; at < text.size();) {
      if (!expression.Match(text, at, text.size(), re2::RE2::UNANCHORED, &match, 1)) break;
      const auto begin = static_cast<std::size_t>(match.data() - text.data());
      found.hits.push_back({&path, lines.line_at(begin)});
      if (found.hits.size() > most) {
        found.is_too_many = true;
        return found;
      }
      at = lines.begin(lines.line_at(begin) + 1);
    }
  }
  return found;
}

std::vector<std::string> Search::paths_of(const Found& found) {
  std::vector<std::string> paths;
  for (const Hit& hit : found.hits) {
    if (paths.empty() || paths.back() != *hit.path) paths.push_back(*hit.path);
  }
  return paths;
}

bool Search::may_be_shown(const Found& found) const {
  std::string all;
  for (const Hit& hit : found.hits) {
    const std::string_view line = files_.lines(*hit.path).line(hit.line);
    if (line.size() > most_hit_bytes || line.contains('\0')) return false;
    all.append(line).append("\n");
  }
  return scanner_.find(all).empty();
}

bool Search::leads_to(const Hit& hit, const Target& target) const {
  if (target.name && *hit.path == target.path && target.lines.begin <= hit.line &&
      hit.line < target.lines.end)
    return true;
  return *hit.path == target.path &&
         (line_count(target.path) <= limits_.whole_lines || window_at(target, hit.line).has_value());
}

// Among the functions of a file one picks those of whose names the request speaks.
bool Search::is_named_by_words(const Target& target) const {
  if (rust_code::role_of_path(target.path) == rust_code::Role::test) return true;  // where one adds another
  const auto& outline = files_.outline(target.path);
  const OutlineItem* item = files_.item_at(target.path, target.lines.begin);
  for (; item; item = item->container ? &outline[*item->container] : nullptr) {
    if (shown_.is_told_of(item->name)) return true;
  }
  return false;
}

// All functions of a long file, or what else its items begin with, as one looks for a place among them.
std::optional<Call> Search::overview_for(const Target& target) {
  if (!files_.has(target.path) || !shown_.may_open(target.path) || !is_named_by_words(target))
    return std::nullopt;
  std::vector<std::string> patterns{"^fn ", "^impl", "fn "};
  for (const OutlineItem& item : files_.outline(target.path)) {
    if (item.kind == rust_code::ItemKind::macro_call && shown_.has_word(item.name) &&
        std::ranges::find(patterns, item.name + "!") == patterns.end())
      patterns.push_back(item.name + "!");
  }
  return grep_in(patterns, scope_of(target), most_of_overview, {&target});
}

// The first of some searches that is new and leads to a target.
std::optional<Call> Search::grep_in(const std::vector<std::string>& patterns, const Scope& scope,
                                    std::size_t most, const std::vector<const Target*>& targets) {
  for (const std::string& pattern : patterns) {
    GrepCall call{pattern, scope.folder, scope.include, {}};
    if (!is_new(call)) continue;
    const Found& found = find(pattern, scope, most);
    if (found.is_too_many || !may_be_shown(found)) continue;
    const auto leads = [&](const Target* target) {
      return std::ranges::any_of(found.hits, [&](const Hit& hit) { return leads_to(hit, *target); });
    };
    if (std::ranges::none_of(targets, leads)) continue;
    call.matched = paths_of(found);
    return call;
  }
  return std::nullopt;
}

// Of what the request names the first that few lines have.
std::optional<GrepCall> Search::named_call() {
  for (const SearchPhrase& phrase : phrases_) {
    if (phrase.kind != SearchPhrase::Kind::code) continue;
    GrepCall call{phrase.pattern, "", "*.rs", {}};
    if (!is_new(call)) continue;
    const Found& found = find(phrase.pattern, {"", "*.rs"}, most_named_hits);
    if (found.is_too_many || found.hits.empty() || !may_be_shown(found)) continue;
    call.matched = paths_of(found);
    return call;
  }
  return std::nullopt;
}

// What the request names is looked for even where it does not lead on at once. None where the best search that leads on
// is for a name, too, if that is the first one or that was searched for.
std::optional<Call> Search::named_search(const Scored* best) {
  auto call = named_searches_ < most_named_searches ? named_call() : std::nullopt;
  const bool is_best =
      best && best->is_named && (has_sought_named_ || !call || call->pattern == best->call.pattern);
  has_sought_named_ |= call.has_value() || is_best;
  if (is_best || !call) return std::nullopt;
  ++named_searches_;
  return call;
}

std::optional<Search::Scored> Search::grep_for(const Target& target, const std::vector<const Target*>& open) {
  if (!files_.has(target.path) || target.lines.count() == 0) return std::nullopt;
  const std::vector<Candidate> all = candidates(target);
  for (const Scope& scope : scopes_of(target)) {
    if (scope.include.empty()) continue;
    if (auto best = best_grep(target, all, scope, open)) return best;
  }
  return std::nullopt;
}

std::optional<Search::Scored> Search::best_grep(const Target& target, const std::vector<Candidate>& all,
                                                const Scope& scope, const std::vector<const Target*>& open) {
  std::optional<Scored> best;
  std::size_t tried = 0;
  for (const Candidate& candidate : all) {
    if (tried_ >= most_tried || ++tried > tried_at_once || (best && best->cost <= candidate.cost)) break;
    GrepCall call{candidate.pattern, scope.folder, scope.include, {}};
    if (!is_new_search(call)) continue;
    const Found& found = find(candidate.pattern, scope, candidate.most_hits);
    if (found.is_too_many || found.hits.empty()) continue;
    if (std::ranges::none_of(found.hits, [&](const Hit& hit) { return leads_to(hit, target); })) continue;
    const auto reached = std::ranges::count_if(open, [&](const Target* one) {
      return std::ranges::any_of(found.hits, [&](const Hit& hit) { return leads_to(hit, *one); });
    });
    const double cost = candidate.cost + 0.1 * static_cast<double>(found.hits.size()) -
                        1.5 * static_cast<double>(std::min<std::ptrdiff_t>(reached, 5) - 1);
    if ((best && best->cost <= cost) || !may_be_shown(found)) continue;
    call.matched = paths_of(found);
    best = Scored{std::move(call), cost, candidate.cost == 0};
  }
  return best;
}

// A search that leads to no more than the file: of those that the request's names make, the one that finds most of its
// lines there. A single word of prose stands in too many files for too many reasons.
std::optional<Call> Search::file_search(const Target& target) {
  if (!files_.has(target.path) || shown_.may_open(target.path) || !target.path.ends_with(".rs"))
    return std::nullopt;
  std::optional<Call> best;
  double most = 0;
  for (const SearchPhrase& phrase : phrases_) {
    if (phrase.kind == SearchPhrase::Kind::prose) continue;
    for (const Scope& scope : scopes_of(target)) {
      GrepCall call{phrase.pattern, scope.folder, scope.include, {}};
      if (tried_ >= most_tried || !is_new(call)) continue;
      const Found& found = find(phrase.pattern, scope, most_hits_of_file);
      if (found.is_too_many || found.hits.empty()) continue;
      const auto here =
          std::ranges::count_if(found.hits, [&](const Hit& hit) { return *hit.path == target.path; });
      const double share = static_cast<double>(here) / static_cast<double>(found.hits.size());
      if (share <= most || share < least_share || !may_be_shown(found)) continue;
      most = share;
      call.matched = paths_of(found);
      best = std::move(call);
      break;
    }
  }
  return best;
}

}  // namespace git_miner
