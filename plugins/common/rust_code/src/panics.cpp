#include <algorithm>
#include <cctype>
#include <optional>
#include <utility>

#include <rust_code/node_kinds.hpp>
#include <rust_code/panics.hpp>

#include "context.hpp"
#include "names.hpp"

namespace rust_code {
namespace {

bool is_method(PanicKind kind) { return kind <= PanicKind::expect_err; }

std::optional<PanicKind> method_of(std::string_view name) {
  const auto kind = base::enum_of<PanicKind>(name);
  return kind && is_method(*kind) ? kind : std::nullopt;
}

std::optional<PanicKind> macro_of(std::string_view name) {
  const auto kind = base::enum_of<PanicKind>(name);
  return kind && !is_method(*kind) ? kind : std::nullopt;
}

bool takes_message(PanicKind kind) { return kind == PanicKind::expect || kind == PanicKind::expect_err; }

// `Comma` of `Token::Comma`: a type or variant, no constant or variable.
bool is_camel_case(std::string_view name) {
  return !name.empty() && std::isupper(static_cast<unsigned char>(name[0])) != 0 &&
         std::ranges::any_of(name, [](unsigned char c) { return std::islower(c) != 0; });
}

class Finder {
 public:
  explicit Finder(const SourceFile& file) : file_(file), tree_(file.tree()), surroundings_(file.tree()) {}

  std::vector<PanicSite> run() {
    for (NodeId id = 0; id < tree_.nodes().size(); ++id) {
      const Kind kind = tree_[id].kind;
      if (kind == Kind::call_expression)
        visit_call(id);
      else if (kind == Kind::scoped_identifier)
        visit_path(id);
      else if (kind == Kind::macro_invocation)
        visit_macro(id);
      else if (kind == Kind::identifier)
        visit_token(id);
    }
    std::ranges::sort(sites_, {}, [](const PanicSite& site) { return site.bytes.begin; });
    return std::move(sites_);
  }

 private:
  void add(PanicKind kind, PanicForm form, NodeId name) {
    if (file_.in_test(name)) return;
    const ByteRange bytes = tree_[name].bytes;
    sites_.push_back({.kind = kind,
                      .form = form,
                      .bytes = bytes,
                      .line = tree_.line(bytes.begin),
                      .in_constant = surroundings_.in_constant(name),
                      .in_main = surroundings_.in_main(name)});
  }

  std::vector<NodeId> arguments(NodeId call) const {
    std::vector<NodeId> result;
    const NodeId list = tree_.child(call, Field::arguments);
    if (list == no_node) return result;
    for (const NodeId child : tree_.children(list)) {
      const Node& node = tree_[child];
      if (node.named && !is_comment(node.kind) && node.kind != Kind::attribute_item) result.push_back(child);
    }
    return result;
  }

  bool is_message(NodeId argument) const {
    switch (tree_[argument].kind) {
      case Kind::char_literal:
      case Kind::integer_literal:
      case Kind::float_literal:
      case Kind::boolean_literal:
        return false;
      case Kind::string_literal:
      case Kind::raw_string_literal:
        return tree_.text(argument).front() != 'b';
      case Kind::scoped_identifier:
      case Kind::identifier:
        return !is_camel_case(last_name(tree_, argument));
      case Kind::call_expression:
        return !is_camel_case(last_name(tree_, tree_.child(argument, Field::function)));
      default:
        return true;
    }
  }

  // `receivers`: how many arguments come before the message: none in `x.expect("m")`, one in
  // `Option::expect(x, "m")`.
  bool fits(PanicKind kind, const std::vector<NodeId>& arguments, std::size_t receivers) const {
    if (arguments.size() != receivers + (takes_message(kind) ? 1 : 0)) return false;
    return !takes_message(kind) || is_message(arguments.back());
  }

  void visit_call(NodeId call) {
    const NodeId function = tree_.child(call, Field::function);
    if (!tree_.is(function, Kind::field_expression)) return;
    const NodeId name = tree_.child(function, Field::field);
    if (name == no_node) return;
    const auto kind = method_of(tree_.text(name));
    if (kind && fits(*kind, arguments(call), 0)) add(*kind, PanicForm::call, name);
  }

  void visit_path(NodeId path) {
    const NodeId name = tree_.child(path, Field::name);
    const NodeId type = tree_.child(path, Field::path);
    if (name == no_node || type == no_node) return;
    const auto kind = method_of(tree_.text(name));
    if (!kind) return;
    const NodeId parent = tree_.parent(path);
    if (tree_.is(parent, Kind::call_expression) && tree_[path].field == Field::function) {
      if (fits(*kind, arguments(parent), 1)) add(*kind, PanicForm::call, name);
    } else if (!tree_.is(parent, Kind::use_declaration) && !tree_.is(parent, Kind::use_list) &&
               !tree_.is(parent, Kind::use_as_clause) && !tree_.is(parent, Kind::scoped_identifier) &&
               !tree_.is(parent, Kind::attribute)) {
      add(*kind, PanicForm::path, name);
    }
  }

  void visit_macro(NodeId macro) {
    NodeId name = tree_.child(macro, Field::macro);
    if (tree_.is(name, Kind::scoped_identifier)) name = tree_.child(name, Field::name);
    if (name == no_node) return;
    if (const auto kind = macro_of(tree_.text(name))) add(*kind, PanicForm::call, name);
  }

  // Tokens of macros are not parsed: `.unwrap()`, `::unwrap` and `panic!(` are known by their neighbours.
  void visit_token(NodeId id) {
    const NodeId parent = tree_.parent(id);
    if (!tree_.is(parent, Kind::token_tree) && !tree_.is(parent, Kind::token_repetition)) return;
    if (tree_.is(tree_.parent(parent), Kind::attribute)) return;
    const std::string_view name = tree_.text(id);
    const auto method = method_of(name);
    const auto macro = macro_of(name);
    if (!method && !macro) return;
    const NodeId next = tree_[id].subtree_end < tree_[parent].subtree_end ? tree_[id].subtree_end : no_node;
    if (macro && tree_.is(next, Kind::bang)) add(*macro, PanicForm::in_macro, id);
    if (!method) return;
    const Kind previous = tree_[id - 1].kind;  // a leaf: the token before
    const bool call = tree_.is(next, Kind::token_tree) && tree_.text(next).starts_with('(');
    if (previous == Kind::dot && call && tokens_fit(*method, next)) add(*method, PanicForm::in_macro, id);
    if (previous == Kind::colon_colon) add(*method, PanicForm::in_macro, id);
  }

  bool tokens_fit(PanicKind kind, NodeId arguments) const {
    NodeId only = no_node;
    std::size_t count = 0;
    for (const NodeId child : tree_.children(arguments)) {
      const Node& node = tree_[child];
      const bool delimiter = tree_.text(child) == "(" || tree_.text(child) == ")";
      if (delimiter || is_comment(node.kind)) continue;
      only = child;
      ++count;
    }
    if (!takes_message(kind)) return count == 0;
    if (count == 0) return false;
    // `Token::Comma` ends in its variant, a literal or name stands alone.
    return is_message(only);
  }

  const SourceFile& file_;
  const SyntaxTree& tree_;
  const Surroundings surroundings_;
  std::vector<PanicSite> sites_;
};

}  // namespace

std::vector<PanicSite> find_panics(const SourceFile& file) { return Finder(file).run(); }

}  // namespace rust_code
