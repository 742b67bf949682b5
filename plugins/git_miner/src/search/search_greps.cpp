// Which searches lead to a place, and which of them an engineer would try first.
#include <algorithm>

#include <fmt/core.h>
#include <re2/re2.h>

#include "path_parts.hpp"
#include "search/code_words.hpp"
#include "search/common_words.hpp"
#include "search/search.hpp"
#include "word_char.hpp"

namespace git_miner {
namespace {

constexpr std::size_t most_hits = 40;
constexpr std::size_t most_of_overview = 99;
constexpr std::size_t most_hit_bytes = 400;  // of a line that a search shows
constexpr std::size_t most_tried = 160;      // patterns
constexpr std::size_t tried_at_once = 16;    // of one place
constexpr std::size_t around = 6;            // lines about a place whose words may lead to it

// The keyword that defines an item, as one writes it in a search; "" for those that have none.
std::string_view keyword_of(rust_code::ItemKind kind) {
  switch (kind) {
    case rust_code::ItemKind::function:
      return "fn ";
    case rust_code::ItemKind::structure:
      return "struct ";
    case rust_code::ItemKind::enumeration:
      return "enum ";
    case rust_code::ItemKind::trait:
      return "trait ";
    case rust_code::ItemKind::module:
      return "mod ";
    case rust_code::ItemKind::type_alias:
      return "type ";
    case rust_code::ItemKind::constant:
      return "const ";
    case rust_code::ItemKind::macro_definition:
      return "macro_rules! ";
    default:
      return "";
  }
}

}  // namespace

// The lines of a place with those about it, and the headers of the items around it.
std::string Search::near_text(const Target& target) const {
  const LineIndex& lines = files_.lines(target.path);
  const OutlineItem* item = files_.item_at(target.path, target.lines.begin);
  std::size_t begin = target.lines.begin - std::min(target.lines.begin, around),
              end = target.lines.end + around;
  if (item) {
    begin = std::max(begin, item->lines.begin);
    end = std::max(target.lines.end, std::min(end, item->lines.end));
  }
  std::string text;
  for (std::size_t line = begin; line < std::min(end, lines.count()); ++line)
    text.append(lines.line(line)).append("\n");
  const auto& outline = files_.outline(target.path);
  for (; item; item = item->container ? &outline[*item->container] : nullptr)
    text.append(lines.line(item->header)).append("\n");
  return text;
}

void Search::add_phrases(const std::string& near, std::vector<Candidate>& into) const {
  const std::set<std::string> words = parts_of_names(near);
  for (const SearchPhrase& phrase : phrases_) {
    const double shorter = 0.1 * static_cast<double>(10 - std::min<std::size_t>(phrase.text.size(), 10)) +
                           (phrase.is_detail ? 1 : 0);
    switch (phrase.kind) {
      case SearchPhrase::Kind::code:
        if (re2::RE2::PartialMatch(near, phrase.pattern)) into.push_back({phrase.pattern, 0});
        break;
      case SearchPhrase::Kind::pair:
        if (re2::RE2::PartialMatch(near, phrase.pattern)) into.push_back({phrase.pattern, 0.5});
        break;
      case SearchPhrase::Kind::prose:
        if (words.contains(phrase.text) || words.contains(phrase.text + "s"))
          into.push_back({near.contains(phrase.text) ? phrase.text : phrase.pattern, 1.5 + shorter});
        break;
    }
  }
}

// Of the items around a place, and of those that it begins.
void Search::add_definitions(const Target& target, std::vector<Candidate>& into) const {
  const auto& outline = files_.outline(target.path);
  const auto add = [&](const OutlineItem& item) {
    const std::string_view keyword = keyword_of(item.kind);
    if (keyword.empty() || !shown_.has_word(item.name)) return;
    if (!is_telling_name(item.name) && item.kind != rust_code::ItemKind::function) return;
    into.push_back(
        {escaped_pattern(std::string(keyword) + item.name), is_telling_name(item.name) ? 1.0 : 2.5});
  };
  const OutlineItem* item = files_.item_at(target.path, target.lines.begin);
  for (; item; item = item->container ? &outline[*item->container] : nullptr) {
    if (item->kind == rust_code::ItemKind::impl) {
      const std::string name = item->name.substr(item->name.find_first_not_of('<'));
      std::size_t end = 0;
      while (end < name.size() && is_word_char(name[end])) ++end;
      const std::string type = name.substr(0, end);
      if (shown_.has_word(type) && is_telling_name(type)) into.push_back({"impl.* " + type, 2.0});
    } else {
      add(*item);
    }
  }
  for (const OutlineItem& one : outline) {
    if (target.lines.begin <= one.header && one.header < target.lines.end) add(one);
  }
}

// Names that were shown elsewhere: what is called, used or implemented here.
void Search::add_names(const std::string& near, std::vector<Candidate>& into) const {
  std::set<std::string> known;
  for (const std::string_view line : lines_of_code(near)) {
    for (std::size_t at = 0; at < line.size();) {
      std::size_t end = at;
      while (end < line.size() && is_word_char(line[end])) ++end;
      const std::string name(line.substr(at, end - at));
      const bool is_call = end < line.size() && line[end] == '(';
      at = end + (end == at ? 1 : 0);
      if (!is_telling_name(name) || !is_distinctive(name) || is_common_word(name) || !shown_.has_word(name))
        continue;
      if (known.insert(name).second) into.push_back({is_call ? name + "\\(" : name, 3.0});
    }
  }
}

std::vector<Search::Candidate> Search::candidates(const Target& target) const {
  std::vector<Candidate> all;
  const std::string near = near_text(target);
  add_phrases(near, all);
  add_definitions(target, all);
  add_names(near, all);
  if (name_of_path(target.path) == "Cargo.toml") {
    for (std::size_t line = std::min(target.lines.end, line_count(target.path)); line > 0; --line) {
      const std::string_view header = files_.lines(target.path).line(line - 1);
      if (!header.starts_with('[')) continue;
      if (header == "[dependencies]" || header == "[features]" || header == "[dev-dependencies]")
        all.push_back({escaped_pattern(header), 2.0});
      break;
    }
  }
  std::ranges::stable_sort(all, {}, &Candidate::cost);
  return all;
}

// Of a file that is known, in it alone.
Search::Scope Search::scope_of(const Target& target) const {
  const std::string name(name_of_path(target.path));
  const std::size_t dot = name.rfind('.');
  if (!shown_.knows(target.path))
    return {"", name == "Cargo.toml" ? name : dot == name.npos ? "" : "*" + name.substr(dot)};
  const auto same_name = std::ranges::count_if(
      files_.paths(), [&](const std::string& path) { return path == name || path.ends_with("/" + name); });
  return {same_name > 1 ? folder_of_path(target.path) : "", name};
}

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
  return *hit.path == target.path &&
         (line_count(target.path) <= limits_.whole_lines || window_at(target, hit.line).has_value());
}

// All functions of a long file, or what else its items begin with, as one looks for a place among them.
std::optional<Call> Search::overview_for(const Target& target) {
  if (!files_.has(target.path) || !shown_.knows(target.path) || !target.path.ends_with(".rs"))
    return std::nullopt;
  std::vector<std::string> patterns{"^fn ", "^impl", "fn "};
  for (const OutlineItem& item : files_.outline(target.path)) {
    if (item.kind == rust_code::ItemKind::macro_call && shown_.has_word(item.name) &&
        std::ranges::find(patterns, item.name + "!") == patterns.end())
      patterns.push_back(item.name + "!");
  }
  const Scope scope = scope_of(target);
  for (const std::string& pattern : patterns) {
    GrepCall call{pattern, scope.folder, scope.include, {}};
    if (!is_new(call)) continue;
    const Found& found = find(pattern, scope, most_of_overview);
    if (found.is_too_many || !may_be_shown(found)) continue;
    if (std::ranges::none_of(found.hits, [&](const Hit& hit) { return leads_to(hit, target); })) continue;
    call.matched = paths_of(found);
    return call;
  }
  return std::nullopt;
}

std::optional<Search::Scored> Search::grep_for(const Target& target, const std::vector<const Target*>& open) {
  if (!files_.has(target.path) || target.lines.count() == 0) return std::nullopt;
  const Scope scope = scope_of(target);
  if (scope.include.empty()) return std::nullopt;
  std::optional<Scored> best;
  std::size_t tried = 0;
  for (const Candidate& candidate : candidates(target)) {
    if (tried_ >= most_tried || ++tried > tried_at_once || (best && best->cost <= candidate.cost)) break;
    GrepCall call{candidate.pattern, scope.folder, scope.include, {}};
    if (!is_new(call)) continue;
    const Found& found = find(candidate.pattern, scope, most_hits);
    if (found.is_too_many || found.hits.empty()) continue;
    if (std::ranges::none_of(found.hits, [&](const Hit& hit) { return leads_to(hit, target); })) continue;
    const auto reached = std::ranges::count_if(open, [&](const Target* one) {
      return std::ranges::any_of(found.hits, [&](const Hit& hit) { return leads_to(hit, *one); });
    });
    const double cost = candidate.cost + 0.1 * static_cast<double>(found.hits.size()) -
                        1.5 * static_cast<double>(std::min<std::ptrdiff_t>(reached, 5) - 1);
    if ((best && best->cost <= cost) || !may_be_shown(found)) continue;
    call.matched = paths_of(found);
    best = Scored{std::move(call), cost};
  }
  return best;
}

}  // namespace git_miner
