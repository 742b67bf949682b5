// Which words of the request, and which names that were shown, may lead to a place.
#include <algorithm>

#include <re2/re2.h>

#include "change/common_words.hpp"
#include "change/lower.hpp"
#include "path_parts.hpp"
#include "search/code_words.hpp"
#include "search/search.hpp"
#include "word_char.hpp"

namespace git_miner {
namespace {

constexpr std::size_t around = 6;  // lines about a place whose words may lead to it
constexpr std::size_t most_prose_hits = 15;

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

// What functions like it may begin or end with: `sort_by` and `key` of sort_by_key.
std::vector<std::string> kin_of(const std::string& name) {
  constexpr std::size_t least = 4;
  std::vector<std::string> kin;
  for (std::size_t at = name.rfind('_'); at != name.npos && at >= least; at = name.rfind('_', at - 1))
    kin.push_back(name.substr(0, at));
  for (std::size_t at = name.find('_'); at != name.npos; at = name.find('_', at + 1)) {
    if (name.size() - at > least) kin.push_back(name.substr(at + 1));
  }
  return kin;
}

bool has_form(const std::set<std::string>& words, const SearchPhrase& phrase) {
  if (words.contains(phrase.text) || words.contains(phrase.text + "s")) return true;
  const auto at = words.lower_bound(phrase.text);
  return phrase.is_stem && at != words.end() && at->starts_with(phrase.text);
}

}  // namespace

// Code has shown the name, or the request tells of it by that word.
bool Search::is_sought(std::string_view name) const {
  return shown_.has_code(name) || first_words_.contains(name) ||
         std::ranges::any_of(phrases_, [&](const SearchPhrase& phrase) {
           return phrase.kind != SearchPhrase::Kind::pair && !phrase.is_idle() && phrase.text == name;
         });
}

// One of the words that it is made of tells of what is asked, or it holds a name of the request.
bool Search::is_topical(std::string_view name) const {
  const std::set<std::string> parts = parts_of_names(name);
  return std::ranges::any_of(phrases_, [&](const SearchPhrase& phrase) {
    if (phrase.kind == SearchPhrase::Kind::prose) return !phrase.is_idle() && has_form(parts, phrase);
    if (phrase.kind == SearchPhrase::Kind::pair) return false;
    const std::set<std::string> of_phrase = parts_of_names(phrase.text);
    return !of_phrase.empty() && std::ranges::includes(parts, of_phrase);
  });
}

// Of an item that is to change.
bool Search::is_of_target(std::string_view name) const {
  return std::ranges::any_of(targets_, [&](const Target& target) {
    if (target.name || !files_.has(target.path)) return false;
    const auto& outline = files_.outline(target.path);
    const OutlineItem* item = files_.item_at(target.path, target.lines.begin);
    for (; item; item = item->container ? &outline[*item->container] : nullptr) {
      if (item->name == name) return true;
    }
    return false;
  });
}

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
    if (phrase.is_idle()) continue;
    const double shorter = 0.1 * static_cast<double>(10 - std::min<std::size_t>(phrase.text.size(), 10));
    switch (phrase.kind) {
      case SearchPhrase::Kind::code:
        if (re2::RE2::PartialMatch(near, phrase.pattern)) into.push_back({phrase.pattern, 0});
        if (phrase.text != phrase.pattern) break;
        for (const std::string& kin : kin_of(phrase.text))  // one looks where such functions are
          into.push_back({"fn " + kin, 1.5, most_prose_hits});
        break;
      case SearchPhrase::Kind::pair:
        if (re2::RE2::PartialMatch(near, phrase.pattern))
          into.push_back({phrase.pattern, 0.5, most_prose_hits});
        break;
      case SearchPhrase::Kind::prose:
        if (has_form(words, phrase))
          into.push_back(
              {near.contains(phrase.text) ? phrase.text : phrase.pattern, 1.5 + shorter, most_prose_hits});
        break;
    }
  }
}

// Two words of the request on one line, as one narrows a search that finds too much.
void Search::add_line_pairs(const std::string& near, std::vector<Candidate>& into) const {
  for (const std::string_view line : lines_of_code(near)) {
    std::vector<std::pair<std::size_t, const std::string*>> found;  // where, and which word
    const std::string text = lower(line);
    for (const SearchPhrase& phrase : phrases_) {
      const bool is_word = phrase.kind != SearchPhrase::Kind::pair && !phrase.is_idle() &&
                           std::ranges::all_of(phrase.text, [](char c) { return is_word_char(c); });
      const std::size_t at = is_word ? text.find(lower(phrase.text)) : text.npos;
      if (at != text.npos) found.emplace_back(at, &phrase.text);
    }
    std::ranges::sort(found);
    for (std::size_t i = 1; i < found.size(); ++i) {
      if (found[i - 1].first + found[i - 1].second->size() <= found[i].first)
        into.push_back({"(?i)" + *found[i - 1].second + ".*" + *found[i].second, 2.0, most_prose_hits});
    }
  }
}

// Of the items around a place, and of those that it begins.
void Search::add_definitions(const Target& target, std::vector<Candidate>& into) const {
  const auto& outline = files_.outline(target.path);
  const auto add = [&](const OutlineItem& item) {
    const std::string_view keyword = keyword_of(item.kind);
    if (keyword.empty() || !is_sought(item.name)) return;
    if (!is_telling_name(item.name) && item.kind != rust_code::ItemKind::function) return;
    if (item.kind == rust_code::ItemKind::macro_definition && !shown_.has_macro(item.name)) return;
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
      if (is_telling_name(type) && shown_.has_word(type) && (is_topical(type) || first_words_.contains(type)))
        into.push_back({"impl.* " + type, 2.0});
    } else {
      add(*item);
    }
  }
  for (const OutlineItem& one : outline) {
    if (target.lines.begin <= one.header && one.header < target.lines.end) add(one);
  }
}

// Names that were shown elsewhere, and have to do with what is asked: what is called, used or implemented here.
void Search::add_names(const std::string& near, std::vector<Candidate>& into) const {
  std::set<std::string> known;
  for (const std::string_view line : lines_of_code(near)) {
    for (std::size_t at = 0; at < line.size();) {
      std::size_t end = at;
      while (end < line.size() && is_word_char(line[end])) ++end;
      const std::string name(line.substr(at, end - at));
      const bool is_call = end < line.size() && line[end] == '(';
      at = end + (end == at ? 1 : 0);
      if (!is_telling_name(name) || !is_distinctive(name) || is_common_word(name) || !shown_.has_code(name) ||
          !(is_topical(name) || is_of_target(name)))
        continue;
      if (known.insert(name).second) into.push_back({is_call ? name + "\\(" : name, 3.0});
    }
  }
}

std::vector<Search::Candidate> Search::candidates(const Target& target) const {
  std::vector<Candidate> all;
  const std::string near = near_text(target);
  add_phrases(near, all);
  add_line_pairs(near, all);
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

}  // namespace git_miner
