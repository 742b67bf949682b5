#include <set>
#include <string>

#include <rust_code/boxed_errors.hpp>
#include <rust_code/node_kinds.hpp>

#include "context.hpp"
#include "names.hpp"

namespace rust_code {
namespace {

bool is_std(std::string_view path, std::string_view rest) {
  if (path.starts_with("::")) path.remove_prefix(2);
  for (const std::string_view crate : {"std::", "core::", "alloc::"}) {
    if (path.starts_with(crate) && path.substr(crate.size()) == rest) return true;
  }
  return false;
}

class Finder {
 public:
  explicit Finder(const SourceFile& file) : file_(file), tree_(file.tree()), surroundings_(file.tree()) {
    for (const Import& import : list_imports(tree_)) {
      if (is_std(import.path, "error::Error")) error_names_.insert(import.name);
      if (is_std(import.path, "error")) error_modules_.insert(import.name);
      for (const std::string_view pointer : {"boxed::Box", "sync::Arc", "rc::Rc"}) {
        if (is_std(import.path, pointer)) pointers_.insert(import.name);
      }
    }
    for (NodeId id = 0; id < tree_.nodes().size(); ++id) {
      if (tree_[id].kind != Kind::trait_item) continue;
      const NodeId name = tree_.child(id, Field::name);
      if (name != no_node && tree_.text(name) == "Error") own_error_trait_ = true;
    }
  }

  std::vector<BoxedError> run() const {
    std::vector<BoxedError> found;
    for (NodeId id = 0; id < tree_.nodes().size(); ++id) {
      if (tree_[id].kind != Kind::generic_type || file_.in_test(id) || !is_boxed_error(id)) continue;
      const NodeId item = surroundings_.item(id);
      found.push_back({.bytes = tree_[id].bytes,
                       .line = tree_.line(tree_[id].bytes.begin),
                       .is_alias = tree_.is(item, Kind::type_item) || tree_.is(item, Kind::associated_type),
                       .is_public = is_public(item),
                       .in_main = surroundings_.in_main(id)});
    }
    return found;
  }

 private:
  bool is_public(NodeId item) const {
    if (item == no_node) return false;
    const NodeId modifier = tree_.child(item, Kind::visibility_modifier);
    return modifier != no_node && tree_.text(modifier) == "pub";
  }

  bool is_boxed_error(NodeId generic) const {
    const std::string_view pointer = last_name(tree_, tree_.child(generic, Field::type));
    const bool known = pointer == "Box" || pointer == "Arc" || pointer == "Rc";
    if (!known && !pointers_.contains(std::string(pointer))) return false;
    const NodeId arguments = tree_.child(generic, Field::type_arguments);
    if (arguments == no_node) return false;
    for (const NodeId argument : tree_.children(arguments)) {
      if (tree_[argument].named && is_error_object(argument)) return true;
    }
    return false;
  }

  // Bounds nest to the left, parentheses look like a tuple of one: walk down to the single bounds, not into
  // the arguments of any.
  bool is_error_object(NodeId type) const {
    bool is_object = false;
    bool names_error = false;
    bool names_std_error = false;
    for (NodeId id = type; id < tree_[type].subtree_end;) {
      const Kind kind = tree_[id].kind;
      if (kind == Kind::tuple_type && !is_parenthesis(id)) return false;
      if (kind == Kind::dynamic_type) is_object = true;
      const bool path = kind == Kind::type_identifier || kind == Kind::scoped_type_identifier;
      if (path) {
        names_error = names_error || is_error_name(id);
        names_std_error = names_std_error || is_std_error(id);
      }
      const bool open = kind == Kind::tuple_type || kind == Kind::bounded_type ||
                        kind == Kind::dynamic_type || kind == Kind::higher_ranked_trait_bound;
      id = open ? id + 1 : tree_[id].subtree_end;
    }
    return is_object ? names_error : names_std_error;
  }

  bool is_parenthesis(NodeId tuple) const {
    int named = 0;
    bool comma = false;
    for (const NodeId child : tree_.children(tuple)) {
      if (tree_[child].kind == Kind::comma)
        comma = true;
      else if (tree_[child].named && !is_comment(tree_[child].kind))
        ++named;
    }
    return named == 1 && !comma;
  }

  bool is_error_name(NodeId path) const {
    if (tree_[path].kind == Kind::scoped_type_identifier) return last_name(tree_, path) == "Error";
    const std::string name(tree_.text(path));
    if (error_names_.contains(name)) return true;
    return name == "Error" && !own_error_trait_;
  }

  bool is_std_error(NodeId path) const {
    const std::string_view text = tree_.text(path);
    if (tree_[path].kind == Kind::type_identifier) return error_names_.contains(std::string(text));
    if (is_std(text, "error::Error")) return true;
    const std::size_t separator = text.find("::");
    return separator != std::string_view::npos && text.substr(separator) == "::Error" &&
           error_modules_.contains(std::string(text.substr(0, separator)));
  }

  const SourceFile& file_;
  const SyntaxTree& tree_;
  const Surroundings surroundings_;
  std::set<std::string> error_names_;
  std::set<std::string> error_modules_;
  std::set<std::string> pointers_;
  bool own_error_trait_ = false;
};

}  // namespace

std::vector<BoxedError> find_boxed_errors(const SourceFile& file) { return Finder(file).run(); }

}  // namespace rust_code
