#include <cctype>
#include <map>
#include <optional>
#include <utility>

#include <rust_code/error_handling.hpp>
#include <rust_code/node_kinds.hpp>

#include "context.hpp"
#include "names.hpp"

namespace rust_code {
namespace {

enum class Ending { return_only, return_or_tail };

class Finder {
 public:
  explicit Finder(const SourceFile& file) : file_(file), tree_(file.tree()), surroundings_(file.tree()) {}

  std::vector<ErrorPass> run() {
    find_tails();
    for (NodeId id = 0; id < tree_.nodes().size(); ++id) {
      const auto form = form_at(id);
      if (!form || file_.in_test(id) || surroundings_.in_main(id) || in_const_function(id)) continue;
      passes_.push_back({*form, tree_[id].bytes, tree_.line(tree_[id].bytes.begin)});
    }
    return std::move(passes_);
  }

 private:
  // `?` is no part of constant evaluation.
  bool in_const_function(NodeId id) const {
    const NodeId function = surroundings_.function(id);
    if (!tree_.is(function, Kind::function_item)) return false;
    const NodeId modifiers = tree_.child(function, Kind::function_modifiers);
    return modifiers != no_node && tree_.text(modifiers).contains("const");
  }

  std::optional<PassForm> form_at(NodeId id) const {
    switch (tree_[id].kind) {
      case Kind::match_expression:
        return match_form(id);
      case Kind::if_expression:
        return if_form(id);
      case Kind::let_declaration:
        return let_else_form(id);
      default:
        return std::nullopt;
    }
  }

  std::vector<NodeId> named_children(NodeId id) const {
    std::vector<NodeId> result;
    for (const NodeId child : tree_.children(id)) {
      if (tree_[child].named && !is_comment(tree_[child].kind)) result.push_back(child);
    }
    return result;
  }

  // The one thing in a block, without the statement around it; no_node if there is none or more.
  NodeId only_statement(NodeId block) const {
    if (block == no_node) return no_node;
    const std::vector<NodeId> statements = named_children(block);
    if (statements.size() != 1) return no_node;
    if (tree_[statements[0]].kind != Kind::expression_statement) return statements[0];
    const std::vector<NodeId> inside = named_children(statements[0]);
    return inside.size() == 1 ? inside[0] : no_node;
  }

  bool is_call_of(NodeId id, std::string_view name) const {
    if (!tree_.is(id, Kind::call_expression)) return false;
    return last_name(tree_, tree_.child(id, Field::function)) == name;
  }

  // Wrapping an error may call and convert; it must not fail, wait, branch or run statements.
  bool only_wraps(NodeId call) const {
    for (NodeId id = call; id < tree_[call].subtree_end; ++id) {
      switch (tree_[id].kind) {
        case Kind::block:
        case Kind::try_expression:
        case Kind::closure_expression:
        case Kind::match_expression:
          return false;
        default:
          break;
      }
      if (tree_[id].named && tree_.text(id) == "clone" && tree_[id].kind == Kind::field_identifier)
        return false;
    }
    return !tree_.text(call).contains(".await");
  }

  // `return Err(..)`, or `Err(..)` where that ends the function.
  bool passes_error(NodeId value, Ending ending) const {
    if (tree_.is(value, Kind::block)) value = only_statement(value);
    if (value == no_node) return false;
    if (tree_[value].kind == Kind::return_expression) {
      const std::vector<NodeId> returned = named_children(value);
      return returned.size() == 1 && is_call_of(returned[0], "Err") && only_wraps(returned[0]);
    }
    return ending == Ending::return_or_tail && is_call_of(value, "Err") && only_wraps(value);
  }

  bool returns_none(NodeId block) const {
    const NodeId value = only_statement(block);
    if (!tree_.is(value, Kind::return_expression)) return false;
    const std::vector<NodeId> returned = named_children(value);
    return returned.size() == 1 && tree_.text(returned[0]) == "None";
  }

  bool is_variant(NodeId pattern, std::string_view variant) const {
    return tree_.is(pattern, Kind::tuple_struct_pattern) &&
           last_name(tree_, tree_.child(pattern, Field::type)) == variant;
  }

  // `Err(e)`, `Err(_)`, `Ok((a, mut b))`: all of this variant, whatever is in it.
  bool takes_all(NodeId pattern, std::string_view variant) const {
    if (!is_variant(pattern, variant)) return false;
    const NodeId type = tree_.child(pattern, Field::type);
    for (NodeId id = tree_[type].subtree_end; id < tree_[pattern].subtree_end; ++id) {
      const Node& node = tree_[id];
      const bool refutable = node.kind == Kind::tuple_struct_pattern ||
                             node.kind == Kind::scoped_identifier ||
                             node.kind == Kind::scoped_type_identifier ||
                             node.kind == Kind::type_identifier || is_literal(node.kind);
      // `None` and constants look like bindings to the grammar.
      const bool constant =
          node.kind == Kind::identifier && tree_.text(id)[0] >= 'A' && tree_.text(id)[0] <= 'Z';
      if (refutable || constant) return false;
    }
    return true;
  }

  NodeId pattern_of(NodeId arm) const {
    const NodeId holder = tree_.child(arm, Field::pattern);
    if (holder == no_node || tree_.child(holder, Field::condition) != no_node) return no_node;
    const std::vector<NodeId> parts = named_children(holder);
    return parts.size() == 1 ? parts[0] : no_node;
  }

  std::optional<PassForm> match_form(NodeId match) const {
    const NodeId body = tree_.child(match, Field::body);
    if (body == no_node || !may_be_consumed(tree_.child(match, Field::value))) return std::nullopt;
    std::vector<NodeId> arms;
    for (const NodeId child : tree_.children(body)) {
      if (tree_[child].kind == Kind::match_arm) arms.push_back(child);
    }
    if (arms.size() != 2) return std::nullopt;
    if (is_variant(pattern_of(arms[0]), "Err")) std::swap(arms[0], arms[1]);
    if (!is_variant(pattern_of(arms[0]), "Ok") || !takes_all(pattern_of(arms[1]), "Err")) return std::nullopt;
    const NodeId value = tree_.child(arms[1], Field::value);
    if (value == no_node) return std::nullopt;
    if (passes_error(value, Ending::return_only)) return PassForm::match_return;
    if (is_tail_[match] && passes_error(value, Ending::return_or_tail)) return PassForm::match_tail;
    return std::nullopt;
  }

  std::optional<PassForm> if_form(NodeId id) const {
    const NodeId condition = tree_.child(id, Field::condition);
    const NodeId body = tree_.child(id, Field::consequence);
    const NodeId alternative = tree_.child(id, Field::alternative);
    if (condition == no_node || body == no_node) return std::nullopt;
    if (tree_[condition].kind == Kind::call_expression) return check_form(condition, body, alternative);
    if (tree_[condition].kind != Kind::let_condition) return std::nullopt;
    if (!may_be_consumed(tree_.child(condition, Field::value))) return std::nullopt;
    const NodeId pattern = tree_.child(condition, Field::pattern);
    if (alternative == no_node && takes_all(pattern, "Err") && passes_error(body, Ending::return_only)) {
      return PassForm::if_let_return;
    }
    // In a chain of `else if` it is one of several attempts.
    const bool in_chain = tree_.is(tree_.parent(id), Kind::else_clause);
    if (alternative == no_node || in_chain || !takes_all(pattern, "Ok")) return std::nullopt;
    const Ending ending = is_tail_[id] ? Ending::return_or_tail : Ending::return_only;
    const bool passes = passes_error(tree_.child(alternative, Kind::block), ending);
    return passes ? std::optional(PassForm::if_let_ok_else) : std::nullopt;
  }

  std::optional<PassForm> check_form(NodeId condition, NodeId body, NodeId alternative) const {
    const NodeId function = tree_.child(condition, Field::function);
    if (alternative != no_node || !tree_.is(function, Kind::field_expression)) return std::nullopt;
    const NodeId field = tree_.child(function, Field::field);
    const std::string_view name = field == no_node ? std::string_view{} : tree_.text(field);
    const bool passes = (name == "is_err" && passes_error(body, Ending::return_only)) ||
                        (name == "is_none" && is_named_again(tree_.child(function, Field::value), body) &&
                         (returns_none(body) || passes_error(body, Ending::return_only)));
    return passes ? std::optional(PassForm::check_return) : std::nullopt;
  }

  // Whether a value that was looked at stands behind the block too: who only asks whether it is there needs
  // no `?`.
  bool is_named_again(NodeId value, NodeId block) const {
    const NodeId function = surroundings_.function(block);
    if (value == no_node || function == no_node) return false;
    const std::string_view name = tree_.text(value);
    const std::string_view behind = tree_.text(ByteRange{tree_[block].bytes.end, tree_[function].bytes.end});
    const auto is_word = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; };
    for (std::size_t at = behind.find(name); at != std::string_view::npos; at = behind.find(name, at + 1)) {
      const std::size_t end = at + name.size();
      if ((at == 0 || !is_word(behind[at - 1])) && (end == behind.size() || !is_word(behind[end])))
        return true;
    }
    return false;
  }

  std::optional<PassForm> let_else_form(NodeId id) const {
    const NodeId alternative = tree_.child(id, Field::alternative);
    if (alternative == no_node || !takes_all(tree_.child(id, Field::pattern), "Ok")) return std::nullopt;
    if (!may_be_consumed(tree_.child(id, Field::value))) return std::nullopt;
    return passes_error(alternative, Ending::return_only) ? std::optional(PassForm::let_else) : std::nullopt;
  }

  // `?` takes its operand: that must be no borrow, and no variable that is needed elsewhere.
  bool may_be_consumed(NodeId value) const {
    if (value == no_node || tree_[value].kind == Kind::reference_expression) return false;
    const std::string_view text = tree_.text(value);
    if (text.ends_with(".as_ref()") || text.ends_with(".as_mut()")) return false;
    if (tree_[value].kind != Kind::identifier) return true;
    constexpr int definition_and_use = 2;
    return uses(surroundings_.function(value), text) <= definition_and_use;
  }

  // How often a name stands in a function, functions inside it apart. Counted for the whole file when first
  // asked.
  int uses(NodeId function, std::string_view name) const {
    if (uses_.empty()) {
      for (NodeId id = 0; id < tree_.nodes().size(); ++id) {
        if (tree_[id].kind == Kind::identifier) ++uses_[{surroundings_.function(id), tree_.text(id)}];
      }
    }
    return uses_[{function, name}];
  }

  // Marks the expressions whose value is that of the function, closure or async block around them.
  void find_tails() {
    is_tail_.resize(tree_.nodes().size());
    for (NodeId id = 1; id < tree_.nodes().size(); ++id) is_tail_[id] = is_tail(id);
  }

  bool is_tail(NodeId id) const {
    const NodeId parent = tree_.parent(id);
    const Field field = tree_[id].field;
    switch (tree_[parent].kind) {
      case Kind::function_item:
      case Kind::closure_expression:
        return field == Field::body;
      case Kind::async_block:
        return tree_[id].kind == Kind::block;
      case Kind::return_expression:
        return true;
      case Kind::block:
        return is_tail_[parent] && tree_[id].named && is_last(id, parent);
      case Kind::expression_statement:
        return is_tail_[parent] && !tree_.text(parent).ends_with(';');
      case Kind::if_expression:
        return is_tail_[parent] && field != Field::condition;
      case Kind::else_clause:
      case Kind::unsafe_block:
      case Kind::match_block:
        return is_tail_[parent];
      case Kind::match_expression:
        return is_tail_[parent] && field == Field::body;
      case Kind::match_arm:
        return is_tail_[parent] && field == Field::value;
      default:
        return false;
    }
  }

  // Nothing but comments and the brace comes after it.
  bool is_last(NodeId id, NodeId block) const {
    NodeId next = tree_[id].subtree_end;
    while (next < tree_[block].subtree_end && is_comment(tree_[next].kind)) next = tree_[next].subtree_end;
    return next >= tree_[block].subtree_end || !tree_[next].named;
  }

  const SourceFile& file_;
  const SyntaxTree& tree_;
  const Surroundings surroundings_;
  std::vector<bool> is_tail_;
  mutable std::map<std::pair<NodeId, std::string_view>, int> uses_;
  std::vector<ErrorPass> passes_;
};

}  // namespace

std::vector<ErrorPass> find_manual_passes(const SourceFile& file) { return Finder(file).run(); }

std::size_t count_question_marks(const SourceFile& file) {
  std::size_t count = 0;
  for (NodeId id = 0; id < file.tree().nodes().size(); ++id) {
    if (file.tree()[id].kind == Kind::try_expression && !file.in_test(id)) ++count;
  }
  return count;
}

}  // namespace rust_code
