#include "names.hpp"

#include "tokens.hpp"

namespace rust_code {
namespace {

constexpr std::size_t max_path = 1024;  // hostile lists nest without end; real paths are below 200 bytes

std::string join(const std::string& prefix, std::string_view rest) {
  std::string path = prefix;
  if (!path.empty() && !path.ends_with("::") && !rest.empty() && !rest.starts_with("::")) path += "::";
  path += rest;
  if (path.size() > max_path) path.resize(max_path);
  return path;
}

class ImportLister {
 public:
  explicit ImportLister(const SyntaxTree& tree) : tree_(tree) {}

  std::vector<Import> run() {
    for (NodeId id = 0; id < tree_.nodes().size(); ++id) {
      if (tree_[id].kind == Kind::use_declaration) visit(id);
    }
    return std::move(imports_);
  }

 private:
  struct Scope {
    NodeId end;
    std::string prefix;
  };

  void visit(NodeId declaration) {
    std::vector<Scope> scopes{{tree_[declaration].subtree_end, {}}};
    for (NodeId id = declaration + 1; id < tree_[declaration].subtree_end;) {
      while (id >= scopes.back().end) scopes.pop_back();
      const Node& node = tree_[id];
      const bool is_leaf = node.field == Field::argument || tree_.is(node.parent, Kind::use_list);
      if (node.kind == Kind::scoped_use_list) {
        const NodeId path = tree_.child(id, Field::path);
        const bool is_global = path == no_node && tree_.text(id).starts_with("::");
        const std::string_view text = path != no_node ? compact(path) : is_global ? "::" : "";
        scopes.push_back({node.subtree_end, join(scopes.back().prefix, text)});
        const NodeId list = tree_.child(id, Field::list);
        id = list == no_node ? node.subtree_end : list;
      } else if (node.named && is_leaf && node.kind != Kind::use_list) {
        add(id, scopes.back().prefix);
        id = node.subtree_end;
      } else {
        ++id;
      }
    }
  }

  // The text of a path, without what white space or comments may be inside.
  std::string_view compact(NodeId path) {
    const std::string_view text = tree_.text(path);
    if (text.find_first_of(" \t\r\n/") == std::string_view::npos) return text;
    compacted_.clear();
    for_each_token(tree_, path, tree_[path].bytes, nullptr,
                   [&](ByteRange token) { compacted_ += tree_.text(token); });
    return compacted_;
  }

  void add(NodeId id, const std::string& prefix) {
    const Kind kind = tree_[id].kind;
    if (kind == Kind::use_wildcard) {
      NodeId base = no_node;
      for (const NodeId child : tree_.children(id)) {
        if (tree_[child].named) base = child;
      }
      imports_.push_back({join(prefix, base == no_node ? "" : compact(base)), "", id});
      return;
    }
    NodeId path = id;
    std::string name;
    if (kind == Kind::use_as_clause) {
      path = tree_.child(id, Field::path);
      if (path == no_node) return;
      const NodeId alias = tree_.child(id, Field::alias);
      if (alias != no_node) name = tree_.text(alias);
      if (name == "_") name.clear();
    }
    // `a::{self}` is `a`.
    const bool is_self = tree_[path].kind == Kind::self_keyword && !prefix.empty();
    std::string full = is_self ? prefix : join(prefix, compact(path));
    if (kind != Kind::use_as_clause) {
      const std::size_t separator = full.rfind("::");
      name = separator == std::string::npos ? full : full.substr(separator + 2);
    }
    imports_.push_back({std::move(full), std::move(name), id});
  }

  const SyntaxTree& tree_;
  std::string compacted_;
  std::vector<Import> imports_;
};

}  // namespace

std::string_view last_name(const SyntaxTree& tree, NodeId id) {
  while (id != no_node) {
    switch (tree[id].kind) {
      case Kind::identifier:
      case Kind::type_identifier:
      case Kind::field_identifier:
      case Kind::primitive_type:
        return tree.text(id);
      case Kind::scoped_identifier:
      case Kind::scoped_type_identifier:
        id = tree.child(id, Field::name);
        break;
      case Kind::field_expression:
        id = tree.child(id, Field::field);
        break;
      case Kind::generic_function:
        id = tree.child(id, Field::function);
        break;
      case Kind::generic_type:
      case Kind::generic_type_with_turbofish:
        id = tree.child(id, Field::type);
        break;
      default:
        return {};
    }
  }
  return {};
}

std::vector<Import> list_imports(const SyntaxTree& tree) { return ImportLister(tree).run(); }

}  // namespace rust_code
