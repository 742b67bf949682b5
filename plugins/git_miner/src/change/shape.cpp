#include "change/shape.hpp"

#include <algorithm>
#include <utility>

#include "change/item_pairs.hpp"
#include "change/named_kinds.hpp"
#include "change/shape_counts.hpp"
#include "change/shape_kept.hpp"
#include "change/shape_parts.hpp"
#include "change/shape_tokens.hpp"

namespace git_miner {
namespace {

using rust_code::Item;
using rust_code::Kind;
using rust_code::NodeId;
using rust_code::SourceFile;

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

bool can_move(const Item& item) { return is_used_by_name(item.kind) && !item.is_test && !item.is_local; }

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
      const Item& item = file.items.after[change.after];
      const std::string& old_path = file.items.before[change.before].path;
      if (!change.moved || without_arguments(old_path) == without_arguments(item.path)) continue;
      if (can_move(item)) shape.moved.push_back(item.path);
    }
  });
  if (all > 0) shape.moved_share = static_cast<double>(moved) / static_cast<double>(all);
  if (all == 0 && !shape.moved.empty()) shape.moved_share = 1;
}

}  // namespace

Shape shape_of(const ChangeSet& set) {
  Shape shape;
  shape.renamed = renames_of(set);
  add_moves(set, shape);
  // What moves or gets another name would be both.
  if (shape.renamed.empty() && shape.moved.empty()) {
    shape.extracted = extracted_functions(set);
    shape.inlined = inlined_functions(set);
  }
  add_counts(set, shape);
  add_kept(set, shape);
  return shape;
}

}  // namespace git_miner
