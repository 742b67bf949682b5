// Which searches show what the new code calls, and who uses what changes.
#include <algorithm>
#include <array>
#include <iterator>

#include <fmt/ranges.h>
#include <re2/re2.h>

#include "search/code_words.hpp"
#include "search/search.hpp"

namespace git_miner {
namespace {

constexpr std::size_t most_uses = 60;
constexpr std::size_t most_replaced = 40;  // lines with a name that goes
constexpr std::size_t most_definitions = 40;
constexpr std::size_t most_of_interface = 60;
constexpr std::size_t most_bytes = 1u << 20;  // of a file that is searched

std::string any_of(const std::vector<std::string>& names) {
  return names.size() == 1 ? names.front() : fmt::format("({})", fmt::join(names, "|"));
}

std::string definition_of(NameUse use, const std::vector<std::string>& names) {
  return fmt::format("{} {}\\b", use == NameUse::call ? "fn" : "(struct|enum|trait|type|const|static|mod)",
                     any_of(names));
}

std::string by_name(const std::string& name) { return is_distinctive(name) ? name : "\\b" + name + "\\b"; }

// Lines that may define a name, which stands in the first group that matched.
struct Definitions {
  explicit Definitions(const std::vector<std::string>& names)
      : expression(fmt::format(
            "(?m)(?:\\b(fn|struct|enum|union|trait|type|mod|const|static|macro_rules!)\\s+({0})\\b|"
            "^[ \\t]*(?:pub(?:\\([^)]*\\))? )?({0})(?:[ ]*[:,({{=]|\\r?$))",
            fmt::join(names, "|"))) {}
  re2::RE2 expression;
};

}  // namespace

// Of each name the lines that define it.
std::map<UsedName, std::vector<Target>> Search::definitions_of(const std::vector<UsedName>& names) const {
  std::map<UsedName, std::vector<Target>> sites;
  std::vector<std::string> texts;
  for (const UsedName& name : names) texts.push_back(name.name);
  if (texts.empty()) return sites;
  const Definitions definitions(texts);
  for (const std::string& path : files_.paths()) {
    if (!path.ends_with(".rs")) continue;
    const std::string& text = files_.text(path);
    if (text.size() > most_bytes) continue;
    re2::StringPiece rest(text.data(), text.size());
    std::string keyword, item, part;
    while (re2::RE2::FindAndConsume(&rest, definitions.expression, &keyword, &item, &part)) {
      const std::string& name = item.empty() ? part : item;
      const auto end = static_cast<std::size_t>(rest.data() - text.data());
      const std::size_t line = files_.lines(path).line_at(end - 1);
      const bool is_function = keyword == "fn";
      for (const UsedName& used : names) {
        if (used.name != name) continue;
        const bool fits = !item.empty() ? used.use == (is_function ? NameUse::call : NameUse::other) ||
                                              (is_function && used.use == NameUse::other)
                                        : is_part(path, line, used.use);
        if (fits) sites[used].push_back({path, {line, line + 1}, used});
      }
    }
  }
  return sites;
}

// Is a line one of the fields of a type, or of its variants?
bool Search::is_part(const std::string& path, std::size_t line, NameUse use) const {
  const OutlineItem* item = files_.item_at(path, line);
  if (!item || item->header == line) return false;
  return use == NameUse::field
             ? item->kind == rust_code::ItemKind::structure || item->kind == rust_code::ItemKind::enumeration
             : use == NameUse::other && item->kind == rust_code::ItemKind::enumeration;
}

void Search::want_names(const std::vector<UsedName>& names, const std::set<UsedName>& is_new) {
  names_.insert(names_.end(), names.begin(), names.end());
  std::ranges::copy_if(is_new, std::inserter(new_calls_, new_calls_.end()),
                       [](const UsedName& name) { return name.use == NameUse::call; });
}

// Until a file is read: 0 if part of it was.
int Search::steps_to(const Target& site) const {
  if (!shown_.read_lines(site.path).empty()) return 0;
  if (shown_.may_open(site.path)) return 1;
  return shown_.is_led_to(site.path) ? 2 : 3;
}

const Target& Search::nearest(const std::vector<Target>& sites) const {
  return *std::ranges::min_element(sites, {}, [&](const Target& site) { return steps_to(site); });
}

// Once the places have been seen, and with them most of the names.
void Search::look_up_names() {
  std::vector<UsedName> unknown;
  const auto new_calls = std::exchange(new_calls_, {});
  for (UsedName& name : std::exchange(names_, {})) {
    if (!shown_.has_use(name) || new_calls.contains(name)) unknown.push_back(std::move(name));
  }
  for (const auto& [name, sites] : definitions_of(unknown)) {
    if (!new_calls.contains(name)) {
      if (sites.size() <= most_sites || steps_to(nearest(sites)) <= 1) targets_.push_back(nearest(sites));
    } else if (sites.size() <= most_sites) {
      want_head(sites);
    }
  }
}

// How one of them begins, unless it has been seen: a line that a search found, or all of several where there is room.
void Search::want_head(std::vector<Target> sites) {
  for (Target& site : sites) {
    site.is_head = true;
    if (limits_.whole_heads) site.lines = head_of(site);
    site.is_read = site.lines.count() > 1;
    if (is_shown(site)) return;
  }
  targets_.push_back(nearest(sites));
}

void Search::want_uses(std::vector<ChangedInterface> interfaces) {
  std::ranges::move(interfaces, std::back_inserter(interfaces_));
}

// By their names where those were shown, else by what their files offer, else as any other place.
std::expected<std::optional<Call>, Drop> Search::definition_call(const std::vector<const Target*>& open) {
  for (const Target* target : open) {
    const bool is_found = shown_.named_lines(target->path).contains(target->lines.begin);
    const std::string& name = target->name->name;
    if (!target->is_impl || is_found || !shown_.has_word(name)) continue;
    std::vector<std::string> patterns{"impl.* " + name + "\\b"};
    if (shown_.has_word("for")) patterns.insert(patterns.begin(), patterns[0] + ".* for ");
    if (auto call = grep_in(patterns, {"", "*.rs"}, most_of_interface, {target})) return call;
  }
  for (const NameUse use : {NameUse::call, NameUse::other}) {
    std::vector<std::string> names;
    std::vector<const Target*> reached;
    for (const Target* target : open) {
      if (target->is_impl || is_read_next(*target)) continue;
      const OutlineItem* item = files_.item_at(target->path, target->lines.begin);
      const bool is_item = item && item->header == target->lines.begin;
      if (item && !is_item && shown_.named_lines(target->path).contains(item->header)) continue;
      if (!item || use != (is_item ? target->name->use : NameUse::other)) continue;
      const std::string& name = is_item ? target->name->name : item->name;
      if (!shown_.has_word(name) || !is_new_definition(use, name)) continue;
      if (std::ranges::find(names, name) == names.end()) names.push_back(name);
      reached.push_back(target);
    }
    if (names.empty()) continue;
    if (auto call = grep_in({definition_of(use, names)}, {"", "*.rs"}, most_definitions, reached)) {
      for (const std::string& name : names) asked_.insert(definition_of(use, {name}));
      return call;
    }
    for (const std::string& name : names) {  // all at once are too many
      asked_.insert(definition_of(use, {name}));
      if (auto call = grep_in({definition_of(use, {name})}, {"", "*.rs"}, most_definitions, reached))
        return call;
    }
  }
  std::vector<const Target*> parts;
  for (const Target* target : open) {
    if (target->name->use != NameUse::call || is_read_next(*target)) {
      parts.push_back(target);
    } else if (auto call = interface_of(*target)) {
      return call;
    }
  }
  if (auto call = read_call(parts); !call || *call) return call;
  for (const Target* target : parts) {
    if (auto call = interface_of(*target)) return call;
  }
  return place_call(open);
}

// Its line has been found.
bool Search::is_read_next(const Target& target) const {
  return target.is_read && shown_.named_lines(target.path).contains(target.lines.begin);
}

bool Search::is_new_definition(NameUse use, const std::string& name) const {
  return !asked_.contains(definition_of(use, {name}));
}

// What a file offers to others, as one looks it up before using it.
std::optional<Call> Search::interface_of(const Target& target) {
  if (!files_.has(target.path) || !shown_.may_open(target.path)) return std::nullopt;
  if (target.name->use == NameUse::call)
    return grep_in({"pub (async )?fn ", "fn "}, scope_of(target), most_of_interface, {&target});
  return grep_in(
      {"pub (struct|enum|trait|type|const|static|mod) ", "(struct|enum|trait|type|const|static|mod) "},
      scope_of(target), most_of_interface, {&target});
}

void Search::want_replaced(const std::vector<std::string>& names) {
  replaced_.insert(replaced_.end(), names.begin(), names.end());
}

// At once: it leads to the places where the name goes, which are else found by chance.
std::optional<Call> Search::replaced_search() {
  for (std::size_t i = 0; i < replaced_.size();) {
    if (!shown_.has_word(replaced_[i])) {
      ++i;
      continue;
    }
    const std::string name = replaced_[i];
    replaced_.erase(replaced_.begin() + static_cast<std::ptrdiff_t>(i));
    auto call = first_that_finds({by_name(name), "\\." + name + "\\b"}, {"", "*.rs"}, most_replaced);
    if (!call || !is_new(*call)) continue;
    std::erase_if(interfaces_, [&](const ChangedInterface& changed) { return changed.name == name; });
    return call;
  }
  return std::nullopt;
}

// Neither nothing nor too much.
std::optional<GrepCall> Search::first_that_finds(const std::vector<std::string>& patterns, const Scope& scope,
                                                 std::size_t most) {
  for (const std::string& pattern : patterns) {
    GrepCall call{pattern, scope.folder, scope.include, {}};
    const Found& found = find(pattern, scope, most);
    if (found.is_too_many || found.hits.empty() || !may_be_shown(found)) continue;
    call.matched = paths_of(found);
    return call;
  }
  return std::nullopt;
}

// Of an item whose place has been seen. The error: they are too many to be looked at.
std::expected<std::optional<Call>, Drop> Search::use_search() {
  while (!interfaces_.empty()) {
    const ChangedInterface changed = interfaces_.back();
    interfaces_.pop_back();
    const bool is_known = shown_.has_word(changed.name) && files_.has(changed.path);
    const bool is_in_sight =
        changed.is_private && shown_.covers(changed.path, {0, files_.lines(changed.path).count()});
    if (!is_known || is_in_sight) continue;
    std::vector<std::string> patterns;
    if (!changed.pattern.empty()) patterns.push_back(changed.pattern);
    if (!changed.type.empty() && shown_.has_word(changed.type))
      patterns.push_back(changed.type + "::" + changed.name + "\\b");
    patterns.push_back(by_name(changed.name));
    patterns.push_back("\\b" + changed.name + "\\(");
    const Scope scope = changed.is_private ? scope_of({changed.path, {}}) : Scope{"", "*.rs"};
    auto call = first_that_finds(patterns, scope, most_uses);
    if (!call)
      return std::unexpected(
          Drop{DropReason::no_way_to_name, "uses of " + changed.name + " of " + changed.path});
    if (is_new_search(*call)) return call;
  }
  return std::nullopt;
}

}  // namespace git_miner
