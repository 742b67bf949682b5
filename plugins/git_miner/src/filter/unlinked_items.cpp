#include "filter/unlinked_items.hpp"

#include <algorithm>
#include <map>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include <rust_code/node_kinds.hpp>

#include "change/code_tokens.hpp"
#include "change/word_parts.hpp"
#include "word_char.hpp"

namespace git_miner {
namespace {

using rust_code::Item;
using rust_code::ItemKind;
using rust_code::Kind;
using rust_code::SourceFile;

using Names = std::set<std::string_view>;
using Words = std::set<std::string>;

// What every program has: nothing is linked by it.
bool is_common(std::string_view name) {
  static const Names common{"Self", "Some",   "None",  "Default", "default", "Option",   "Result", "String",
                            "str",  "usize",  "bool",  "Vec",     "fmt",     "from",     "into",   "Box",
                            "new",  "derive", "Debug", "Clone",   "true",    "false",    "unwrap", "clone",
                            "iter", "len",    "push",  "map",     "collect", "to_string"};
  return common.contains(name);
}

bool is_telling(const SourceFile& file, const CodeToken& token) {
  if (token.node == rust_code::no_node) return false;
  const Kind kind = file.tree()[token.node].kind;
  return (is_name(kind) || rust_code::is_literal(kind)) && !is_common(token.text);
}

using Counts = std::map<std::string_view, std::ptrdiff_t>;

void count(const SourceFile& file, const rust_code::ByteRange& range, std::ptrdiff_t sign, Names& all,
           Counts& counts) {
  for (const CodeToken& token : tokens_within(file, range)) {
    if (!is_telling(file, token)) continue;
    all.insert(token.text);
    counts[token.text] += sign;
  }
}

Names names_of(const Item& item) {
  Names names;
  const std::string_view text = item.name;
  for (std::size_t begin = 0; begin < text.size(); ++begin) {
    std::size_t end = begin;
    while (end < text.size() && is_word_char(text[end])) ++end;
    const std::string_view name = text.substr(begin, end - begin);
    if (!name.empty() && !is_common(name)) names.insert(name);
    begin = end;
  }
  return names;
}

struct Touched {
  const ChangedFile* file = nullptr;
  const Item* item = nullptr;
  Names names;    // its own, and those of the type or trait that it is of
  Names own;      // its own alone
  Names used;     // all that stands in it on either side
  Names changed;  // what is there oftener, or more seldom, than before
  bool is_new = false;
  std::size_t group = 0;
};

bool counts_as_item(const Item& item) {
  return !item.is_test && !item.is_local && item.kind != ItemKind::use &&
         item.kind != ItemKind::extern_crate && item.kind != ItemKind::module && item.kind != ItemKind::impl;
}

Touched touched(const ChangedFile& file, const Item* before, const Item* after) {
  Touched one{.file = &file, .item = after ? after : before, .is_new = !before};
  Counts counts;
  if (before) count(*file.tree_before, before->whole, -1, one.used, counts);
  if (after) count(*file.tree_after, after->whole, 1, one.used, counts);
  constexpr std::size_t least_bytes = 3;  // of what links two items in which it changes
  for (const auto& [name, number] : counts) {
    if (number != 0 && name.size() >= least_bytes) one.changed.insert(name);
  }
  one.own = one.names = names_of(*one.item);
  const auto& items = after ? file.items.after : file.items.before;
  if (one.item->container) one.names.merge(names_of(items[*one.item->container]));
  return one;
}

std::vector<Touched> touched_items(const ChangeSet& set) {
  std::vector<Touched> all;
  for (const ChangedFile& file : set.files) {
    if (!file.is_rust || file.is_test || !file.tree_before || !file.tree_after) continue;
    const auto& items = file.items;
    for (const std::size_t index : items.deleted) {
      if (counts_as_item(items.before[index])) all.push_back(touched(file, &items.before[index], nullptr));
    }
    for (const std::size_t index : items.added) {
      if (counts_as_item(items.after[index])) all.push_back(touched(file, nullptr, &items.after[index]));
    }
    for (const auto& change : items.changed) {
      const bool is_touched = change.signature || change.body || change.attributes;
      if (is_touched && counts_as_item(items.after[change.after]))
        all.push_back(touched(file, &items.before[change.before], &items.after[change.after]));
    }
  }
  return all;
}

bool meet(const Names& a, const Names& b) {
  return std::ranges::any_of(a, [&](std::string_view name) { return b.contains(name); });
}

bool are_linked(const Touched& a, const Touched& b) {
  return meet(a.own, b.used) || meet(b.own, a.used) || meet(a.names, b.names) || meet(a.changed, b.changed);
}

void group(std::vector<Touched>& items) {
  for (std::size_t i = 0; i < items.size(); ++i) {
    items[i].group = i;
    for (std::size_t j = 0; j < i; ++j) {
      if (items[j].group == items[i].group || !are_linked(items[i], items[j])) continue;
      const std::size_t from = items[j].group, to = items[i].group;
      for (Touched& item : items) item.group = item.group == from ? to : item.group;
    }
  }
}

bool is_said(const Names& names, const Words& said) {
  constexpr std::size_t least_bytes = 4;
  return std::ranges::any_of(names, [&](std::string_view name) {
    return std::ranges::any_of(word_parts(name), [&](const std::string& word) {
      return word.size() >= least_bytes && said.contains(word);
    });
  });
}

Drop beside(const ChangedFile& file, const Item& item) {
  return {DropReason::beside_request,
          fmt::format("{}: nothing links {} to the request", file.change.path(), item.path)};
}

// A derive stands for the function that is gone.
std::optional<Drop> derived_drop(const ChangeSet& set, const Words& said) {
  for (const ChangedFile& file : set.files) {
    if (!file.is_rust || file.is_test) continue;
    const auto& items = file.items;
    for (const auto& change : items.changed) {
      const Item& type = items.after[change.after];
      if (!change.attributes || change.signature || change.body || type.is_test) continue;
      const auto lost = std::ranges::find_if(items.deleted, [&](std::size_t index) {
        const Item& item = items.before[index];
        return item.name == "new" && item.container && items.before[*item.container].name == type.name;
      });
      if (lost != items.deleted.end() && !is_said(names_of(type), said))
        return beside(file, items.before[*lost]);
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<Drop> unlinked_drop(const ChangeSet& set, const Words& said) {
  std::vector<Touched> items = touched_items(set);
  if (auto drop = derived_drop(set, said)) return drop;
  group(items);
  std::set<std::size_t> named;
  for (const Touched& item : items) {
    if (is_said(item.names, said) || is_said(item.changed, said)) named.insert(item.group);
  }
  if (named.empty()) return std::nullopt;
  // What comes may be used by others alone.
  const auto other = std::ranges::find_if(
      items, [&](const Touched& item) { return !item.is_new && !named.contains(item.group); });
  return other == items.end() ? std::nullopt : std::optional(beside(*other->file, *other->item));
}

}  // namespace git_miner
