#include <algorithm>
#include <set>

#include <rust_code/node_kinds.hpp>
#include <rust_code/public_api.hpp>

#include "tokens.hpp"

namespace rust_code {
namespace {

class Reader {
 public:
  explicit Reader(const SourceFile& file) : tree_(file.tree()), items_(list_items(file)) {
    for (const Item& item : items_) {
      const bool is_type = item.kind == ItemKind::structure || item.kind == ItemKind::enumeration ||
                           item.kind == ItemKind::union_type || item.kind == ItemKind::type_alias;
      if (is_type && !item.container && item.visibility != Visibility::everywhere)
        private_types_.insert(item.name);
    }
  }

  PublicApi run() {
    PublicApi api;
    std::vector<bool> is_public(items_.size());
    for (std::size_t i = 0; i < items_.size(); ++i) {
      const Item& item = items_[i];
      is_public[i] = !item.is_test && !item.is_local && reaches_outside(item, is_public);
      if (is_public[i] && item.kind != ItemKind::foreign_block && !is_inherent_impl(item)) {
        api[std::string(name_of(item.kind)) + " " + item.path].push_back(full_signature(item));
      }
    }
    for (auto& [path, signatures] : api) std::ranges::sort(signatures);
    return api;
  }

 private:
  static bool is_exported_macro(const Item& item) {
    return item.kind == ItemKind::macro_definition &&
           std::ranges::any_of(item.attributes,
                               [](const std::string& a) { return a.starts_with("macro_export"); });
  }

  bool is_inherent_impl(const Item& item) const {
    return item.kind == ItemKind::impl && tree_.child(item.node, Field::trait) == no_node;
  }

  bool is_public_container(const Item& item) const {
    if (item.kind != ItemKind::impl) return false;
    NodeId type = tree_.child(item.node, Field::type);
    if (tree_.is(type, Kind::generic_type)) type = tree_.child(type, Field::type);
    return type == no_node || !private_types_.contains(std::string(tree_.text(type)));
  }

  bool reaches_outside(const Item& item, const std::vector<bool>& is_public) const {
    if (is_exported_macro(item)) return true;
    if (item.container && !is_public[*item.container]) return false;
    switch (item.kind) {
      case ItemKind::impl:
        return is_public_container(item);
      case ItemKind::foreign_block:
        return true;
      case ItemKind::macro_definition:
      case ItemKind::macro_call:
        return false;
      default:
        break;
    }
    if (item.container && items_[*item.container].kind == ItemKind::trait) return true;
    return item.visibility == Visibility::everywhere;
  }

  // The body too where others depend on it.
  std::string full_signature(const Item& item) const {
    const bool has_body = item.body.begin != item.body.end;
    if (!has_body) return item.signature;
    if (item.kind == ItemKind::enumeration) return item.signature + " " + text_of_body(item, nullptr);
    if (item.kind == ItemKind::macro_definition) return item.signature;
    if (item.kind != ItemKind::structure && item.kind != ItemKind::union_type) return item.signature;
    return item.signature + " " + public_fields(item);
  }

  std::string text_of_body(const Item& item, const SkipNode& skip) const {
    return token_text(tree_, item.node, item.body, skip);
  }

  // `{ pub a: u8, .. }` and `(pub u8, _)`: named fields by name, unnamed ones by place.
  std::string public_fields(const Item& item) const {
    const NodeId body = tree_.child(item.node, Field::body);
    const bool named = tree_.is(body, Kind::field_declaration_list);
    std::vector<std::string> fields;
    bool hidden = false;
    bool next_is_public = false;
    for (const NodeId child : tree_.children(body)) {
      const bool is_type = tree_[child].field == Field::type;
      if (tree_[child].kind == Kind::visibility_modifier) next_is_public = tree_.text(child) == "pub";
      if (!(named ? tree_[child].kind == Kind::field_declaration : is_type)) continue;
      if (named) {
        const NodeId modifier = tree_.child(child, Kind::visibility_modifier);
        next_is_public = modifier != no_node && tree_.text(modifier) == "pub";
      }
      if (next_is_public)
        fields.push_back((named ? "" : "pub ") + token_text(tree_, child, tree_[child].bytes));
      else if (named)
        hidden = true;
      else
        fields.emplace_back("_");
      next_is_public = false;
    }
    if (named) std::ranges::sort(fields);
    std::string joined;
    for (const std::string& field : fields) joined += (joined.empty() ? "" : ", ") + field;
    if (!named) return "(" + joined + ")";
    if (hidden) joined += joined.empty() ? ".." : ", ..";
    return "{ " + joined + " }";
  }

  const SyntaxTree& tree_;
  const std::vector<Item> items_;
  std::set<std::string> private_types_;
};

}  // namespace

PublicApi public_api(const SourceFile& file) { return Reader(file).run(); }

ApiChanges api_changes(const PublicApi& before, const PublicApi& after) {
  ApiChanges changes;
  for (const auto& [key, signatures] : after) {
    const auto old = before.find(key);
    if (old == before.end())
      changes.added.push_back(key);
    else if (old->second != signatures)
      changes.changed.push_back(key);
  }
  for (const auto& [key, signatures] : before) {
    if (!after.contains(key)) changes.removed.push_back(key);
  }
  return changes;
}

}  // namespace rust_code
