#include "change/idle_punctuation.hpp"

#include <algorithm>
#include <cctype>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/core.h>
#include <re2/re2.h>

#include <rust_code/node_kinds.hpp>

#include "word_char.hpp"

namespace git_miner {
namespace {

using rust_code::Field;
using rust_code::Kind;
using rust_code::no_node;
using rust_code::NodeId;

class Finder {
 public:
  explicit Finder(const rust_code::SourceFile& file) : tree_(file.tree()) {}

  std::set<std::uint32_t> run() {
    for (NodeId id = 0; id < tree_.nodes().size(); ++id) {
      switch (tree_[id].kind) {
        case Kind::parenthesized_expression:
          if (is_idle_around(id)) add_ends(id);
          break;
        case Kind::token_tree:
          if (is_around_fragment(id)) add_ends(id);
          break;
        case Kind::block:
          if (is_around_one_expression(id)) add_ends(id);
          break;
        case Kind::use_list:
          if (tree_.is(tree_.parent(id), Kind::scoped_use_list) && has_one_name(id)) add_ends(id);
          break;
        case Kind::comma:
          if (is_idle_comma(id)) idle_.insert(tree_[id].bytes.begin);
          break;
        case Kind::semicolon:
          if (is_idle_semicolon(id)) idle_.insert(tree_[id].bytes.begin);
          break;
        default:
          break;
      }
    }
    return std::move(idle_);
  }

 private:
  void add_ends(NodeId id) {
    idle_.insert(tree_[id].bytes.begin);
    idle_.insert(tree_[id].bytes.end - 1);
  }

  // Named ones, comments apart.
  std::vector<NodeId> parts_of(NodeId id) const {
    std::vector<NodeId> parts;
    for (const NodeId child : tree_.children(id)) {
      if (tree_[child].named && !rust_code::is_comment(tree_[child].kind)) parts.push_back(child);
    }
    return parts;
  }

  bool has_comment(NodeId id) const {
    return std::ranges::any_of(tree_.children(id),
                               [&](NodeId child) { return rust_code::is_comment(tree_[child].kind); });
  }

  bool is_atom(NodeId id) const {
    const Kind kind = tree_[id].kind;
    return kind == Kind::identifier || kind == Kind::self_keyword || kind == Kind::scoped_identifier ||
           kind == Kind::call_expression || kind == Kind::field_expression ||
           kind == Kind::parenthesized_expression || rust_code::is_literal(kind);
  }

  // How closely an operator binds; 0 of anything but a calculation.
  int closeness_of(NodeId id) const {
    static const std::map<std::string_view, int> all{
        {"*", 9}, {"/", 9},  {"%", 9},  {"+", 8}, {"-", 8}, {"<<", 7}, {">>", 7}, {"&", 6},  {"^", 5},
        {"|", 4}, {"==", 3}, {"!=", 3}, {"<", 3}, {">", 3}, {"<=", 3}, {">=", 3}, {"&&", 2}, {"||", 1}};
    if (tree_.child(id, Field::left) == no_node || tree_.child(id, Field::right) == no_node) return 0;
    for (const NodeId child : tree_.children(id)) {
      if (tree_[child].named) continue;
      const auto found = all.find(tree_.text(child));
      return found == all.end() ? 0 : found->second;
    }
    return 0;
  }

  // Where an expression may stand whatever it is made of.
  bool is_free(NodeId id) const {
    const NodeId parent = tree_.parent(id);
    if (parent == no_node) return false;
    switch (tree_[parent].kind) {
      case Kind::let_declaration:
      case Kind::field_initializer:
      case Kind::match_arm:
        return tree_[id].field == Field::value;
      case Kind::return_expression:
      case Kind::parenthesized_expression:
        return true;
      default:
        if (tree_[parent].field == Field::arguments) return true;
        const bool is_asked = tree_[id].field == Field::condition ||
                              (tree_[id].field == Field::value && tree_.text(parent).starts_with("match "));
        return is_asked && !tree_.text(id).contains('{');
    }
  }

  bool is_idle_around(NodeId id) const {
    const auto parts = parts_of(id);
    const NodeId parent = tree_.parent(id);
    if (parts.size() != 1 || parent == no_node || has_comment(id)) return false;
    const NodeId inner = parts.front();
    // `(self.f)(x)` calls what the field holds.
    if (tree_.is(parent, Kind::call_expression) && tree_[id].field == Field::function)
      return is_atom(inner) && !tree_.is(inner, Kind::field_expression);
    if (is_atom(inner) || is_free(id)) return true;
    const int inside = closeness_of(inner), outside = closeness_of(parent);
    if (inside == 0 || outside == 0) return false;
    // `a == b == c` is no expression.
    return inside > outside || (inside == outside && tree_[id].field == Field::left && inside != 3);
  }

  // `($x)` of a macro whose `$x` is an expression, where that is no list of arguments.
  bool is_around_fragment(NodeId id) const {
    static const re2::RE2 fragment(R"(\(\s*\$(\w+)\s*\))");
    static const re2::RE2 keyword(R"((?s).*\b(?:if|while|match|return|in|else|let|mut|as))");
    const std::string_view text = tree_.text(id);
    std::string name;
    if (!re2::RE2::FullMatch(re2::StringPiece(text.data(), text.size()), fragment, &name)) return false;
    NodeId macro = tree_.parent(id);
    while (macro != no_node && tree_[macro].kind != Kind::macro_definition) macro = tree_.parent(macro);
    if (macro == no_node) return false;
    const std::string_view whole = tree_.text(macro);
    const re2::RE2 declared(fmt::format(R"(\${}\s*:\s*expr\b)", name));
    if (!re2::RE2::PartialMatch(re2::StringPiece(whole.data(), whole.size()), declared)) return false;
    const std::uint32_t begin = tree_[macro].bytes.begin;
    std::string_view front = tree_.text({begin, tree_[id].bytes.begin});
    while (!front.empty() && std::isspace(static_cast<unsigned char>(front.back())) != 0)
      front.remove_suffix(1);
    if (front.empty() || front.ends_with("=>")) return false;  // what the macro gives
    const char last = front.back();
    if (is_word_char(last)) return re2::RE2::FullMatch(re2::StringPiece(front.data(), front.size()), keyword);
    if (last == '!') return front.size() > 1 && !is_word_char(front[front.size() - 2]);
    return std::string_view("=&|+-*/%<(,").contains(last);
  }

  bool is_around_one_expression(NodeId id) const {
    const NodeId parent = tree_.parent(id);
    const bool is_arm = tree_.is(parent, Kind::match_arm) && tree_[id].field == Field::value;
    const bool is_closure = tree_.is(parent, Kind::closure_expression) && tree_[id].field == Field::body &&
                            tree_.child(parent, Field::return_type) == no_node;
    const auto parts = parts_of(id);
    if (!(is_arm || is_closure) || parts.size() != 1 || has_comment(id)) return false;
    const std::string_view block = tree_.text(id), inner = tree_.text(parts.front());
    const bool is_statement = inner.ends_with(';') || tree_.is(parts.front(), Kind::let_declaration) ||
                              tree_.is(parts.front(), Kind::attribute_item);
    return block.starts_with('{') && !is_statement;
  }

  bool has_one_name(NodeId id) const {
    const auto parts = parts_of(id);
    return parts.size() == 1 && tree_.text(parts.front()) != "self" && !has_comment(id);
  }

  bool is_idle_comma(NodeId id) const {
    const NodeId list = tree_.parent(id);
    if (list == no_node || tree_[list].kind == Kind::token_tree) return false;
    if (tree_[list].kind == Kind::match_arm) return true;
    const std::string_view source = tree_.source();
    const std::size_t next = source.find_first_not_of(" \t\r\n", tree_[id].bytes.end);
    if (next == source.npos || !std::string_view(")]}>").contains(source[next])) return false;
    const Field role = tree_[list].field;
    if (source[next] != ')' || role == Field::arguments || role == Field::parameters) return true;
    return std::ranges::count_if(tree_.children(list),
                                 [&](NodeId child) { return tree_[child].kind == Kind::comma; }) > 1;
  }

  bool is_idle_semicolon(NodeId id) const {
    const NodeId statement = tree_.parent(id);
    if (statement == no_node) return false;
    if (tree_[statement].kind == Kind::empty_statement) return true;
    if (tree_[statement].kind != Kind::expression_statement) return false;
    const NodeId block = tree_.parent(statement), first = statement + 1;
    const bool is_last =
        tree_.is(block, Kind::block) && std::ranges::none_of(tree_.children(block), [&](NodeId child) {
          return child > statement && tree_[child].named && !rust_code::is_comment(tree_[child].kind);
        });
    return is_last && tree_.is(first, Kind::return_expression);
  }

  const rust_code::SyntaxTree& tree_;
  std::set<std::uint32_t> idle_;
};

}  // namespace

std::set<std::uint32_t> idle_punctuation(const rust_code::SourceFile& file) { return Finder(file).run(); }

}  // namespace git_miner
