#include "change/shape.hpp"

#include <algorithm>
#include <functional>
#include <iterator>
#include <string_view>
#include <unordered_map>
#include <utility>

#include <re2/re2.h>

#include <rust_code/node_kinds.hpp>

namespace git_miner {
namespace {

using rust_code::ByteRange;
using rust_code::Item;
using rust_code::ItemKind;
using rust_code::Kind;
using rust_code::NodeId;
using rust_code::SourceFile;

struct Token {
  std::string_view text;
  Kind kind{};
  bool is_name = false;
};
using Tokens = std::vector<Token>;

bool is_name(Kind kind) {
  return kind == Kind::identifier || kind == Kind::type_identifier || kind == Kind::field_identifier ||
         kind == Kind::shorthand_field_initializer;
}

enum class Skip { none, imports, visibility };

enum class Tests { skipped, taken };

// Without commas before a closing bracket, which come and go with the layout.
Tokens tokens_of(const SourceFile& file, ByteRange range, Skip skip, Tests tests = Tests::skipped) {
  const auto& tree = file.tree();
  const auto& nodes = tree.nodes();
  Tokens tokens;
  for (NodeId id = 0; id < nodes.size();) {
    const auto& node = nodes[id];
    const bool is_outside = node.bytes.end <= range.begin || node.bytes.begin >= range.end;
    const bool is_skipped = rust_code::is_comment(node.kind) || node.kind == Kind::attribute_item ||
                            node.kind == Kind::inner_attribute_item ||
                            (skip == Skip::imports && (node.kind == Kind::use_declaration ||
                                                       node.kind == Kind::extern_crate_declaration)) ||
                            (skip == Skip::visibility && node.kind == Kind::visibility_modifier);
    if (is_outside || is_skipped) {
      id = node.subtree_end;
      continue;
    }
    const bool is_leaf = node.subtree_end == id + 1 || rust_code::is_literal(node.kind);
    if (!is_leaf) {
      ++id;
      continue;
    }
    id = node.subtree_end;
    const std::string_view text = tree.text(node.bytes);
    if (text.empty() || (tests == Tests::skipped && file.in_test_at(node.bytes.begin))) continue;
    const bool closes = text == ")" || text == "]" || text == "}" || text == ">";
    if (closes && !tokens.empty() && tokens.back().text == ",") tokens.pop_back();
    tokens.push_back({text, node.kind, is_name(node.kind)});
  }
  return tokens;
}

ByteRange all_of(const SourceFile& file) {
  return {0, static_cast<std::uint32_t>(file.tree().source().size())};
}

std::string key_of(const Tokens& tokens) {
  std::string key;
  for (const Token& token : tokens) (key += token.text) += '\xFF';
  return key;
}

// `a::b::c` as `c`: which of them stands in an import is a matter of layout.
Tokens without_paths(const Tokens& tokens) {
  Tokens out;
  for (const Token& token : tokens) {
    if (token.text != "::") {
      out.push_back(token);
    } else if (!out.empty() &&
               (out.back().is_name || out.back().text == "crate" || out.back().text == "super")) {
      out.pop_back();
    }
  }
  return out;
}

// Files with a source on that side, tests of their own apart.
template <typename Take>
void for_sources(const ChangeSet& set, const Take& take) {
  for (const ChangedFile& file : set.files) {
    if (file.is_rust && !file.is_test && file.tree_before && file.tree_after) take(file);
  }
}

// The names of `before` that are others in `after`, where nothing else differs.
bool add_renames(const Tokens& before, const Tokens& after, std::map<std::string, std::string>& renamed) {
  if (before.size() != after.size()) return false;
  for (std::size_t i = 0; i < before.size(); ++i) {
    if (before[i].is_name != after[i].is_name) return false;
    if (!before[i].is_name) {
      if (before[i].text != after[i].text) return false;
      continue;
    }
    const auto [place, is_new] = renamed.emplace(before[i].text, after[i].text);
    if (!is_new && place->second != after[i].text) return false;
  }
  return true;
}

// Names of items, fields and variants, and of variables.
void add_declared(const SourceFile& file, std::set<std::string>& names) {
  const auto& tree = file.tree();
  for (NodeId id = 0; id < tree.nodes().size(); ++id) {
    const auto& node = tree.nodes()[id];
    if (!is_name(node.kind) || node.parent == rust_code::no_node) continue;
    const Kind parent = tree[node.parent].kind;
    const bool is_item = node.field == rust_code::Field::name &&
                         (rust_code::is_item(parent) || parent == Kind::enum_variant ||
                          parent == Kind::field_declaration || parent == Kind::type_parameter);
    if (is_item || node.field == rust_code::Field::pattern) names.emplace(tree.text(id));
  }
}

std::map<std::string, std::string> renames_of(const ChangeSet& set) {
  constexpr std::size_t most = 6;
  std::map<std::string, std::string> renamed;
  std::set<std::string> before, after;
  for (const ChangedFile& file : set.files) {
    if (!file.is_rust) continue;
    const bool is_one = file.tree_before && file.tree_after && file.change.kind != ChangeKind::added &&
                        file.change.kind != ChangeKind::deleted;
    if (!is_one ||
        !add_renames(tokens_of(*file.tree_before, all_of(*file.tree_before), Skip::imports, Tests::taken),
                     tokens_of(*file.tree_after, all_of(*file.tree_after), Skip::imports, Tests::taken),
                     renamed))
      return {};
    add_declared(*file.tree_before, before);
    add_declared(*file.tree_after, after);
  }
  std::erase_if(renamed, [](const auto& pair) { return pair.first == pair.second; });
  const bool are_declared = std::ranges::all_of(renamed, [&](const auto& pair) {
    return before.contains(pair.first) && after.contains(pair.second) && !before.contains(pair.second);
  });
  return are_declared && renamed.size() <= most ? renamed : std::map<std::string, std::string>();
}

bool can_move(const Item& item) {
  switch (item.kind) {
    case ItemKind::function:
    case ItemKind::structure:
    case ItemKind::enumeration:
    case ItemKind::trait:
    case ItemKind::constant:
    case ItemKind::static_variable:
    case ItemKind::type_alias:
    case ItemKind::macro_definition:
      return !item.is_test && !item.is_local;
    default:
      return false;
  }
}

// By name and tokens, the paths apart.
std::string move_key(const SourceFile& file, const Item& item) {
  return key_of(tokens_of(file, item.bytes, Skip::visibility));
}

void add_moves(const ChangeSet& set, Shape& shape) {
  std::map<std::string, std::size_t> gone;
  for_sources(set, [&](const ChangedFile& file) {
    for (const std::size_t index : file.items.deleted) {
      const Item& item = file.items.before[index];
      if (can_move(item)) ++gone[move_key(*file.tree_before, item)];
    }
  });
  std::size_t moved = 0, all = 0;
  for_sources(set, [&](const ChangedFile& file) {
    for (const std::size_t index : file.items.added) {
      const Item& item = file.items.after[index];
      if (!can_move(item)) continue;
      const std::string key = move_key(*file.tree_after, item);
      const auto size = static_cast<std::size_t>(std::ranges::count(key, '\xFF'));
      all += size;
      const auto found = gone.find(key);
      if (found == gone.end() || found->second == 0) continue;
      --found->second;
      moved += size;
      shape.moved.push_back(item.path);
    }
    for (const auto& change : file.items.changed) {
      if (!change.moved) continue;
      const Item& item = file.items.after[change.after];
      if (can_move(item)) shape.moved.push_back(item.path);
    }
  });
  if (all > 0) shape.moved_share = static_cast<double>(moved) / static_cast<double>(all);
  if (all == 0 && !shape.moved.empty()) shape.moved_share = 1;
}

constexpr std::size_t gram = 4;
using Grams = std::unordered_map<std::size_t, std::ptrdiff_t>;  // how often, by the hash of the tokens

template <typename Take>
void for_grams(const Tokens& tokens, const Take& take) {
  for (std::size_t i = 0; i + gram <= tokens.size(); ++i) {
    std::size_t hash = 0;
    for (std::size_t k = 0; k < gram; ++k)
      hash = hash * 1000003 + std::hash<std::string_view>()(tokens[i + k].text);
    take(hash);
  }
}

// One side's view: `here` is where a function is new, `there` where its code was.
struct Direction {
  const std::vector<Item>& (*items)(const ChangedFile&);
  const std::vector<std::size_t>& (*single)(const ChangedFile&);  // items that are on this side alone
  const SourceFile& (*here)(const ChangedFile&);
  const SourceFile& (*there)(const ChangedFile&);
};

bool is_called(const Tokens& tokens, std::string_view name) {
  for (std::size_t i = 0; i + 1 < tokens.size(); ++i) {
    if (tokens[i].text == name && (tokens[i + 1].text == "(" || tokens[i + 1].text == "::" ||
                                   tokens[i + 1].text == ")" || tokens[i + 1].text == ","))
      return true;
  }
  return false;
}

// The tokens of a file's one side outside of some functions.
Tokens tokens_outside(const SourceFile& file, std::vector<ByteRange> functions) {
  std::ranges::sort(functions, {}, &ByteRange::begin);
  functions.push_back({all_of(file).end, all_of(file).end});
  Tokens all;
  std::uint32_t begin = 0;
  for (const ByteRange& range : functions) {
    const Tokens tokens = tokens_of(file, {begin, range.begin}, Skip::imports);
    all.insert(all.end(), tokens.begin(), tokens.end());
    begin = std::max(begin, range.end);
  }
  return all;
}

// Functions on one side alone most of whose body stands on the other side in code that is not here.
std::vector<std::string> parts_of_others(const ChangeSet& set, const Direction& direction) {
  constexpr double least_share = 0.5;
  constexpr std::size_t least_grams = 6;
  std::vector<std::pair<const ChangedFile*, const Item*>> functions;
  for_sources(set, [&](const ChangedFile& file) {
    for (const std::size_t index : direction.single(file)) {
      const Item& item = direction.items(file)[index];
      if (item.kind == ItemKind::function && !item.is_test && item.body.begin < item.body.end)
        functions.emplace_back(&file, &item);
    }
  });
  if (functions.empty()) return {};
  Grams lost;
  Tokens here;
  for_sources(set, [&](const ChangedFile& file) {
    const SourceFile& there = direction.there(file);
    for_grams(tokens_of(there, all_of(there), Skip::imports), [&](std::size_t one) { ++lost[one]; });
    std::vector<ByteRange> own;
    for (const auto& [of, item] : functions) {
      if (of == &file) own.push_back(item->bytes);
    }
    // What is still on this side outside of those functions was not lost.
    const Tokens tokens = tokens_outside(direction.here(file), std::move(own));
    for_grams(tokens, [&](std::size_t one) { --lost[one]; });
    here.insert(here.end(), tokens.begin(), tokens.end());
  });
  std::vector<std::string> names;
  for (const auto& [file, item] : functions) {
    std::size_t all = 0, shared = 0;
    for_grams(tokens_of(direction.here(*file), item->body, Skip::none), [&](std::size_t one) {
      ++all;
      const auto found = lost.find(one);
      shared += found != lost.end() && found->second > 0 ? 1u : 0u;
    });
    if (all < least_grams || !is_called(here, item->name)) continue;
    if (static_cast<double>(shared) >= least_share * static_cast<double>(all)) names.push_back(item->path);
  }
  return names;
}

const Direction to_after{
    [](const ChangedFile& f) -> const std::vector<Item>& { return f.items.after; },
    [](const ChangedFile& f) -> const std::vector<std::size_t>& { return f.items.added; },
    [](const ChangedFile& f) -> const SourceFile& { return *f.tree_after; },
    [](const ChangedFile& f) -> const SourceFile& { return *f.tree_before; }};
const Direction to_before{
    [](const ChangedFile& f) -> const std::vector<Item>& { return f.items.before; },
    [](const ChangedFile& f) -> const std::vector<std::size_t>& { return f.items.deleted; },
    [](const ChangedFile& f) -> const SourceFile& { return *f.tree_before; },
    [](const ChangedFile& f) -> const SourceFile& { return *f.tree_after; }};

// "{name:>3}" and "{}" are one.
std::string literal_of(const Token& token) {
  static const RE2 placeholder(R"(\{[^{}]*\})");
  std::string text(token.text);
  if (token.kind == Kind::string_literal || token.kind == Kind::raw_string_literal)
    RE2::GlobalReplace(&text, placeholder, "{}");
  return text;
}

struct Counts {
  std::set<std::string> literals;
  std::ptrdiff_t tokens = 0, branches = 0, errors = 0;
};

Counts counts_of(const Tokens& tokens) {
  static const std::set<std::string_view> branching{
      "if", "match", "while", "for", "loop", "=>", "return", "break", "continue", "&&", "||", "?", "else"};
  static const std::set<std::string_view> failing{"Err",   "bail",  "anyhow",    "ensure",
                                                  "panic", "ok_or", "ok_or_else"};
  Counts counts;
  for (const Token& token : tokens) {
    const bool is_plain = token.text == "0" || token.text == "1" || token.text == "true" ||
                          token.text == "false" || token.text == "\"\"";
    if (rust_code::is_literal(token.kind) && !is_plain) counts.literals.insert(literal_of(token));
    counts.branches += branching.contains(token.text) ? 1 : 0;
    counts.errors += failing.contains(token.text) ? 1 : 0;
  }
  counts.tokens = std::ssize(tokens);
  return counts;
}

bool is_part_of(const Tokens& part, const Tokens& whole) {
  std::size_t next = 0;
  for (const Token& token : whole) {
    if (next < part.size() && part[next].text == token.text) ++next;
  }
  return next == part.size();
}

std::ptrdiff_t conditions_in(const Tokens& tokens) {
  static const std::set<std::string_view> asking{"if", "=>", "while", "for", "loop"};
  return std::ranges::count_if(tokens, [](const Token& token) { return asking.contains(token.text); });
}

// What goes without anything in its place was done before and is not done now.
bool drops_branches(const ChangedFile& file) {
  return std::ranges::any_of(file.items.changed, [&](const auto& change) {
    const Item &before = file.items.before[change.before], &after = file.items.after[change.after];
    if (after.kind != ItemKind::function || after.is_test || !change.body) return false;
    const Tokens old_tokens = tokens_of(*file.tree_before, before.bytes, Skip::none);
    const Tokens new_tokens = tokens_of(*file.tree_after, after.bytes, Skip::none);
    return conditions_in(new_tokens) < conditions_in(old_tokens) && is_part_of(new_tokens, old_tokens);
  });
}

void add_counts(const ChangeSet& set, Shape& shape) {
  std::set<std::string> before, after;
  for_sources(set, [&](const ChangedFile& file) {
    const Tokens tokens_before = tokens_of(*file.tree_before, all_of(*file.tree_before), Skip::imports);
    const Tokens tokens_after = tokens_of(*file.tree_after, all_of(*file.tree_after), Skip::imports);
    Counts old = counts_of(tokens_before), now = counts_of(tokens_after);
    shape.same_code &= key_of(without_paths(tokens_before)) == key_of(without_paths(tokens_after));
    shape.drops_branches |= drops_branches(file);
    before.merge(old.literals);
    after.merge(now.literals);
    shape.tokens += now.tokens - old.tokens;
    shape.branches += now.branches - old.branches;
    shape.errors += now.errors - old.errors;
    shape.same_signatures &= std::ranges::none_of(file.items.changed, [&](const auto& change) {
      return change.signature && !file.items.after[change.after].is_test;
    });
  });
  std::ranges::set_difference(after, before, std::inserter(shape.new_literals, shape.new_literals.end()));
}

}  // namespace

Shape shape_of(const ChangeSet& set) {
  Shape shape;
  shape.renamed = renames_of(set);
  add_moves(set, shape);
  // What moves or gets another name would be both.
  if (shape.renamed.empty() && shape.moved.empty()) {
    shape.extracted = parts_of_others(set, to_after);
    shape.inlined = parts_of_others(set, to_before);
  }
  add_counts(set, shape);
  return shape;
}

}  // namespace git_miner
