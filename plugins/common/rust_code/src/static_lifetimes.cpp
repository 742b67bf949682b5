#include <algorithm>

#include <rust_code/node_kinds.hpp>
#include <rust_code/static_lifetimes.hpp>

#include "attributes.hpp"
#include "context.hpp"

namespace rust_code {
namespace {

class Finder {
 public:
  explicit Finder(const SourceFile& file) : file_(file), tree_(file.tree()), surroundings_(file.tree()) {
    places_.resize(tree_.nodes().size(), StaticPlace::other);
    for (NodeId id = 1; id < tree_.nodes().size(); ++id) places_[id] = place_of(id);
  }

  std::vector<StaticUse> run() const {
    std::vector<StaticUse> uses;
    for (NodeId id = 1; id < tree_.nodes().size(); ++id) {
      if (tree_[id].kind != Kind::lifetime || tree_.text(id) != "'static" || file_.in_test(id)) continue;
      if (tree_.is(tree_.parent(id), Kind::lifetime_parameter)) continue;
      uses.push_back(describe(id));
    }
    return uses;
  }

 private:
  // Inherits the place from the parent unless a new item or expression begins.
  StaticPlace place_of(NodeId id) const {
    const NodeId parent = tree_.parent(id);
    const Kind kind = tree_[id].kind;
    const Field field = tree_[id].field;
    if (is_item(kind) || kind == Kind::block || kind == Kind::declaration_list ||
        kind == Kind::closure_expression) {
      return StaticPlace::other;
    }
    if (places_[parent] != StaticPlace::other) return places_[parent];
    if (kind == Kind::type_parameters)
      return is_item(tree_[parent].kind) ? StaticPlace::generics : StaticPlace::other;
    if (kind == Kind::where_clause) return StaticPlace::where_clause;
    if (kind == Kind::parameters && is_function(tree_[parent].kind)) return StaticPlace::parameter;
    switch (tree_[parent].kind) {
      case Kind::const_item:
      case Kind::static_item:
        return field == Field::type ? StaticPlace::constant : StaticPlace::other;
      case Kind::function_item:
      case Kind::function_signature_item:
        return field == Field::return_type ? StaticPlace::return_type : StaticPlace::other;
      case Kind::field_declaration:
      case Kind::ordered_field_declaration_list:
        return StaticPlace::field;
      case Kind::type_item:
      case Kind::associated_type:
        return StaticPlace::alias;
      case Kind::impl_item:
      case Kind::trait_item:
        return StaticPlace::header;
      default:
        return StaticPlace::other;
    }
  }

  StaticUse describe(NodeId id) const {
    StaticUse use{.place = places_[id], .bytes = tree_[id].bytes, .line = tree_.line(tree_[id].bytes.begin)};
    const NodeId parent = tree_.parent(id);
    switch (tree_[parent].kind) {
      case Kind::reference_type:
      case Kind::self_parameter:
        use.form = StaticForm::reference;
        break;
      case Kind::trait_bounds:
        use.form = bound_form(parent);
        break;
      case Kind::bounded_type:
        use.form = StaticForm::object_bound;
        break;
      default:
        use.form = StaticForm::generic_argument;
        break;
    }
    set_edit(use, id);
    const NodeId item = surroundings_.item(id);
    use.is_public = is_public(item);
    const bool weakens = use.place == StaticPlace::parameter || use.place == StaticPlace::generics ||
                         use.place == StaticPlace::where_clause;
    use.is_candidate = weakens && !is_dictated(item) && !is_conditional(id);
    return use;
  }

  StaticForm bound_form(NodeId bounds) const {
    const NodeId owner = tree_.parent(bounds);
    if (tree_.is(owner, Kind::lifetime_parameter)) return StaticForm::lifetime_bound;
    const NodeId left = tree_.child(owner, Field::left);
    return tree_.is(left, Kind::lifetime) ? StaticForm::lifetime_bound : StaticForm::type_bound;
  }

  bool is_public(NodeId item) const {
    if (item == no_node) return false;
    const NodeId modifier = tree_.child(item, Kind::visibility_modifier);
    return modifier != no_node && tree_.text(modifier) == "pub";
  }

  // Under `#[cfg(..)]`: what is not built compiles whatever it says.
  bool is_conditional(NodeId id) const {
    for (NodeId at = id; at != no_node; at = tree_.parent(at)) {
      for (const NodeId attribute : file_.attributes(at)) {
        if (attribute_path(tree_, attribute) == "cfg") return true;
      }
    }
    return false;
  }

  // A function or type in `impl Trait for X`.
  bool is_dictated(NodeId item) const {
    if (item == no_node || tree_[item].kind == Kind::impl_item) return false;
    const NodeId list = tree_.parent(item);
    if (!tree_.is(list, Kind::declaration_list)) return false;
    const NodeId holder = tree_.parent(list);
    return tree_.is(holder, Kind::impl_item) && tree_.child(holder, Field::trait) != no_node;
  }

  void set_edit(StaticUse& use, NodeId id) const {
    use.edit = use.bytes;
    switch (use.form) {
      case StaticForm::reference:
        use.edit.end = skip_blanks(use.bytes.end);
        break;
      case StaticForm::generic_argument:
        use.replacement = "'_";
        break;
      default:
        cut_bound(use, id);
        break;
    }
  }

  // With the `+` before it, else the one behind it; alone in a parameter with its colon. `where T:` is Rust.
  void cut_bound(StaticUse& use, NodeId id) const {
    const NodeId parent = tree_.parent(id);
    NodeId before = no_node;  // the sibling before, comments apart
    NodeId after = no_node;
    for (const NodeId child : tree_.children(parent)) {
      if (is_comment(tree_[child].kind)) continue;
      if (child < id) before = child;
      if (child > id && after == no_node) after = child;
    }
    if (tree_.is(before, Kind::plus)) {
      use.edit.begin = skip_blanks_back(tree_[before].bytes.begin);
    } else if (tree_.is(after, Kind::plus)) {
      use.edit.end = skip_blanks(tree_[after].bytes.end);
    } else if (tree_.is(before, Kind::colon) && !tree_.is(tree_.parent(parent), Kind::where_predicate)) {
      use.edit.begin = tree_[before].bytes.begin;
    }
  }

  static bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
  std::uint32_t skip_blanks(std::uint32_t at) const {
    while (at < tree_.source().size() && is_blank(tree_.source()[at])) ++at;
    return at;
  }
  std::uint32_t skip_blanks_back(std::uint32_t at) const {
    while (at > 0 && is_blank(tree_.source()[at - 1])) --at;
    return at;
  }

  const SourceFile& file_;
  const SyntaxTree& tree_;
  const Surroundings surroundings_;
  std::vector<StaticPlace> places_;
};

}  // namespace

std::vector<StaticUse> find_static_lifetimes(const SourceFile& file) { return Finder(file).run(); }

std::string without(const SourceFile& file, const std::vector<StaticUse>& uses) {
  const std::string_view source = file.tree().source();
  std::string result;
  std::uint32_t done = 0;
  for (const StaticUse& use : uses) {
    if (use.edit.begin > done) result += source.substr(done, use.edit.begin - done);
    result += use.replacement;
    done = std::max(done, use.edit.end);
  }
  return result += source.substr(done);
}

}  // namespace rust_code
