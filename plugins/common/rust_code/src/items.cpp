#include <algorithm>
#include <set>
#include <string_view>

#include <rust_code/items.hpp>
#include <rust_code/node_kinds.hpp>

#include "tokens.hpp"

namespace rust_code {
namespace {

// Hostile files nest modules a hundred thousand deep with names of any length; real paths are below 200
// bytes.
constexpr std::size_t max_name = 256;
constexpr std::size_t max_path = 1024;

std::string cut(std::string text, std::size_t limit) {
  if (text.size() <= limit) return text;
  while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xc0) == 0x80) --limit;
  text.resize(limit);
  return text;
}

std::optional<ItemKind> item_kind(Kind kind) {
  switch (kind) {
    case Kind::function_item:
    case Kind::function_signature_item:
      return ItemKind::function;
    case Kind::struct_item:
      return ItemKind::structure;
    case Kind::enum_item:
      return ItemKind::enumeration;
    case Kind::union_item:
      return ItemKind::union_type;
    case Kind::trait_item:
      return ItemKind::trait;
    case Kind::impl_item:
      return ItemKind::impl;
    case Kind::mod_item:
      return ItemKind::module;
    case Kind::foreign_mod_item:
      return ItemKind::foreign_block;
    case Kind::use_declaration:
      return ItemKind::use;
    case Kind::extern_crate_declaration:
      return ItemKind::extern_crate;
    case Kind::const_item:
      return ItemKind::constant;
    case Kind::static_item:
      return ItemKind::static_variable;
    case Kind::type_item:
    case Kind::associated_type:
      return ItemKind::type_alias;
    case Kind::macro_definition:
      return ItemKind::macro_definition;
    default:
      return std::nullopt;
  }
}

class Lister {
 public:
  explicit Lister(const SourceFile& file) : file_(file), tree_(file.tree()) {}

  std::vector<Item> run() {
    for (NodeId id = 0; id < tree_.nodes().size(); ++id) {
      while (!open_.empty() && id >= tree_[items_[open_.back()].node].subtree_end) open_.pop_back();
      const auto kind = kind_at(id);
      if (!kind) continue;
      add(id, *kind);
      open_.push_back(items_.size() - 1);
    }
    return std::move(items_);
  }

 private:
  std::optional<ItemKind> kind_at(NodeId id) const {
    if (tree_[id].kind != Kind::macro_invocation) return item_kind(tree_[id].kind);
    NodeId holder = tree_.parent(id);
    if (tree_.is(holder, Kind::expression_statement)) holder = tree_.parent(holder);
    const bool among_items = tree_.is(holder, Kind::source_file) || tree_.is(holder, Kind::declaration_list);
    return among_items ? std::optional(ItemKind::macro_call) : std::nullopt;
  }

  static bool holds_items(ItemKind kind) {
    return kind == ItemKind::module || kind == ItemKind::impl || kind == ItemKind::trait ||
           kind == ItemKind::foreign_block;
  }

  bool stands_among_items(NodeId statement) const {
    const Kind holder = tree_[tree_.parent(statement)].kind;
    return holder == Kind::source_file || holder == Kind::declaration_list || holder == Kind::error;
  }

  // The attributes of `m!(..);` stand before the statement.
  NodeId statement_of(NodeId id) const {
    const NodeId parent = tree_.parent(id);
    return tree_.is(parent, Kind::expression_statement) ? parent : id;
  }

  void add(NodeId id, ItemKind kind) {
    const NodeId statement = statement_of(id);
    Item item{.kind = kind, .bytes = tree_[statement].bytes, .node = id};
    item.whole = {file_.begin_with_leading(statement), item.bytes.end};
    item.first_line = tree_.line(item.bytes.begin);
    item.last_line = tree_.line(std::max(item.bytes.begin, item.bytes.end - 1));
    item.name = cut(name(id, kind), max_name);
    if (!open_.empty()) {
      const Item& container = items_[open_.back()];
      item.container = open_.back();
      item.path = container.path + "::";
      item.is_local = container.is_local || !holds_items(container.kind);
    }
    item.is_local = item.is_local || !stands_among_items(statement);
    item.path = cut(item.path + item.name, max_path);
    item.body = body(id, kind);
    item.signature = signature(item);
    item.visibility = visibility(id);
    for (const NodeId attribute : file_.attributes(statement)) {
      const NodeId inside = tree_.child(attribute, Kind::attribute);
      if (inside != no_node) item.attributes.push_back(token_text(tree_, inside, tree_[inside].bytes));
    }
    item.is_test = file_.in_test(id);
    items_.push_back(std::move(item));
  }

  std::string text(NodeId id) const { return id == no_node ? "" : token_text(tree_, id, tree_[id].bytes); }

  std::string name(NodeId id, ItemKind kind) const {
    switch (kind) {
      case ItemKind::impl:
        return impl_name(id);
      case ItemKind::use:
        return text(tree_.child(id, Field::argument));
      case ItemKind::macro_call:
        return text(tree_.child(id, Field::macro));
      case ItemKind::foreign_block:
        return text(tree_.child(id, Kind::extern_modifier));
      default:
        return text(tree_.child(id, Field::name));
    }
  }

  // Whether arguments say nothing: lifetimes, and the impl's own parameters.
  bool are_own(NodeId arguments, NodeId parameters) const {
    std::set<std::string_view> own;
    if (parameters != no_node) {
      for (const NodeId parameter : tree_.children(parameters)) {
        const NodeId name = tree_.child(parameter, Field::name);
        if (name != no_node) own.insert(tree_.text(name));
      }
    }
    for (const NodeId argument : tree_.children(arguments)) {
      const bool is_lifetime = tree_.is(argument, Kind::lifetime) && tree_.text(argument) != "'static";
      if (!tree_[argument].named || is_comment(tree_[argument].kind) || is_lifetime) continue;
      if (!own.contains(tree_.text(argument))) return false;
    }
    return true;
  }

  // `Wrapper` says as much as `Wrapper<T>`; but an impl for `Box<Value>` is none for `Box`.
  std::string impl_name(NodeId id) const {
    const NodeId type = tree_.child(id, Field::type), trait = tree_.child(id, Field::trait);
    const bool is_generic = tree_.is(type, Kind::generic_type);
    std::string bare = text(is_generic ? tree_.child(type, Field::type) : type);
    if (trait == no_node) return bare;
    const NodeId arguments = is_generic ? tree_.child(type, Field::type_arguments) : no_node;
    const bool is_any = arguments == no_node || are_own(arguments, tree_.child(id, Field::type_parameters));
    return "<" + (is_any ? bare : text(type)) + " as " + text(trait) + ">";
  }

  ByteRange body(NodeId id, ItemKind kind) const {
    const ByteRange bytes = tree_[id].bytes;
    if (kind == ItemKind::macro_definition) {
      const NodeId after_name = tree_.child(id, Field::name);
      return after_name == no_node ? ByteRange{} : ByteRange{tree_[after_name].bytes.end, bytes.end};
    }
    NodeId body = tree_.child(id, Field::body);
    if (kind == ItemKind::constant || kind == ItemKind::static_variable) body = tree_.child(id, Field::value);
    if (kind == ItemKind::macro_call) body = tree_.child(id, Kind::token_tree);
    return body == no_node ? ByteRange{} : tree_[body].bytes;
  }

  // Two cuts are made of what precedes the body: comments, and the `=` or `;` that ends it.
  std::string signature(const Item& item) const {
    const std::uint32_t end = item.body.begin == item.body.end ? item.bytes.end : item.body.begin;
    std::string text = token_text(tree_, item.node, {tree_[item.node].bytes.begin, end});
    while (!text.empty() && (text.back() == ' ' || text.back() == '=' || text.back() == ';')) text.pop_back();
    // A tuple struct's fields come before its where clause.
    if (item.kind == ItemKind::structure && item.body.end < item.bytes.end &&
        item.body.end > item.body.begin) {
      std::string rest = token_text(tree_, item.node, {item.body.end, item.bytes.end});
      while (!rest.empty() && (rest.back() == ' ' || rest.back() == ';')) rest.pop_back();
      if (!rest.empty()) text += " " + rest;
    }
    return text;
  }

  Visibility visibility(NodeId id) const {
    const NodeId modifier = tree_.child(id, Kind::visibility_modifier);
    if (modifier == no_node) return Visibility::inherited;
    return tree_.text(modifier) == "pub" ? Visibility::everywhere : Visibility::restricted;
  }

  const SourceFile& file_;
  const SyntaxTree& tree_;
  std::vector<Item> items_;
  std::vector<std::size_t> open_;  // indices of the items around the current node
};

}  // namespace

std::vector<Item> list_items(const SourceFile& file) { return Lister(file).run(); }

}  // namespace rust_code
