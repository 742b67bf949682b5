#include "filter/dead_code_filter.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <re2/re2.h>

#include "change/code_tokens.hpp"
#include "change/line_index.hpp"

namespace git_miner {
namespace {

using rust_code::Item;
using rust_code::ItemKind;
using rust_code::Kind;
using rust_code::NodeId;
using rust_code::SourceFile;
using rust_code::Visibility;

bool speaks_of_dead_code(const std::string& message) {
  static const RE2 words(
      R"((?i)\b(?:unused|unread|dead[- ]code|(?:never|not|no longer|isn't|aren't) (?:\w+ )?(?:used|read|called|constructed))\b)");
  return RE2::PartialMatch(message, words);
}

std::vector<CodeToken> code_tokens(const SourceFile& file, const LineIndex& lines, const LineRange& range) {
  auto tokens = tokens_within(file, lines, range);
  std::erase_if(tokens, [&](const CodeToken& token) { return token.text == "," || is_comment(file, token); });
  return tokens;
}

// Whether each changed place has nothing but tokens that it had before, in their order.
bool adds_nothing(const ChangedFile& file) {
  const LineIndex before(file.before), after(file.after);
  return std::ranges::all_of(file.change.lines, [&](const ChangedLines& lines) {
    const auto old_tokens = code_tokens(*file.tree_before, before, lines.before);
    auto at = old_tokens.begin();
    for (const CodeToken& token : code_tokens(*file.tree_after, after, lines.after)) {
      at = std::find_if(at, old_tokens.end(), [&](const CodeToken& old) { return old.text == token.text; });
      if (at == old_tokens.end()) return false;
      ++at;
    }
    return true;
  });
}

// Fields and variants by name, and whether other crates may use them.
std::map<std::string, bool> parts_of(const SourceFile& file, const Item& item) {
  const auto& tree = file.tree();
  const bool is_open = item.visibility == Visibility::everywhere;
  std::map<std::string, bool> parts;
  for (NodeId id = item.node; id < tree[item.node].subtree_end; ++id) {
    const bool is_field = tree.is(id, Kind::field_declaration);
    if (!is_field && !tree.is(id, Kind::enum_variant)) continue;
    const NodeId name = tree.child(id, rust_code::Field::name);
    const NodeId visibility = tree.child(id, Kind::visibility_modifier);
    const bool is_pub = visibility != rust_code::no_node && tree.text(visibility) == "pub";
    const bool is_of_variant = is_field && item.kind == ItemKind::enumeration;
    if (name != rust_code::no_node)
      parts[std::string(tree.text(name))] = is_open && (!is_field || is_pub || is_of_variant);
  }
  return parts;
}

// What a file loses.
struct Lost {
  std::string first;     // its name
  bool is_open = false;  // other crates, or a trait, may use one of it
};

Lost lost_by(const ChangedFile& file, bool is_of_library) {
  Lost lost;
  const auto lose = [&](const std::string& name, bool is_open) {
    if (lost.first.empty()) lost.first = name;
    lost.is_open |= is_open;
  };
  for (const std::size_t index : file.items.deleted) {
    const Item& item = file.items.before[index];
    if (item.is_test || item.kind == ItemKind::use || item.kind == ItemKind::module) continue;
    const Item* around = item.container ? &file.items.before[*item.container] : nullptr;
    const bool is_of_trait = item.name.starts_with('<') ||
                             (around && (around->name.starts_with('<') || around->kind == ItemKind::trait));
    lose(item.name, is_of_trait || (is_of_library && item.visibility == Visibility::everywhere));
  }
  for (const auto& change : file.items.changed) {
    const Item &before = file.items.before[change.before], &after = file.items.after[change.after];
    if (before.kind != ItemKind::structure && before.kind != ItemKind::enumeration) continue;
    const auto kept = parts_of(*file.tree_after, after);
    for (const auto& [name, is_open] : parts_of(*file.tree_before, before)) {
      if (!kept.contains(name)) lose(name, is_of_library && is_open);
    }
  }
  return lost;
}

}  // namespace

std::optional<Drop> dead_code_drop(const ChangeSet& set, const LibraryTest& is_of_library) {
  if (!speaks_of_dead_code(set.text.message)) return std::nullopt;
  std::optional<Drop> found;
  for (const ChangedFile& file : set.files) {
    if (file.is_manifest) return std::nullopt;
    if (!file.is_rust || file.is_test) continue;
    if (file.change.kind != ChangeKind::modified || !adds_nothing(file)) return std::nullopt;
    const Lost lost = lost_by(file, is_of_library(file.change.path()));
    if (lost.is_open) return std::nullopt;
    if (!found && !lost.first.empty())
      found = Drop{DropReason::only_dead_code,
                   fmt::format("{}: nothing but {} goes", file.change.path(), lost.first)};
  }
  return found;
}

}  // namespace git_miner
