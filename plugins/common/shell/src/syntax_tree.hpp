// The syntax tree of a shell line, flattened into one array.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace shell {

// X(name in the enumeration, name in the grammar), of tree-sitter-bash 0.25: what this library asks about.
#define SHELL_KINDS(X)                              \
  X(error, "ERROR")                                 \
  X(ansi_c_string, "ansi_c_string")                 \
  X(case_statement, "case_statement")               \
  X(command, "command")                             \
  X(command_name, "command_name")                   \
  X(command_substitution, "command_substitution")   \
  X(comment, "comment")                             \
  X(compound_statement, "compound_statement")       \
  X(concatenation, "concatenation")                 \
  X(declaration_command, "declaration_command")     \
  X(expansion, "expansion")                         \
  X(file_redirect, "file_redirect")                 \
  X(for_statement, "for_statement")                 \
  X(c_style_for_statement, "c_style_for_statement") \
  X(function_definition, "function_definition")     \
  X(heredoc_redirect, "heredoc_redirect")           \
  X(herestring_redirect, "herestring_redirect")     \
  X(arithmetic_expansion, "arithmetic_expansion")   \
  X(if_statement, "if_statement")                   \
  X(list, "list")                                   \
  X(negated_command, "negated_command")             \
  X(number, "number")                               \
  X(pipeline, "pipeline")                           \
  X(process_substitution, "process_substitution")   \
  X(program, "program")                             \
  X(raw_string, "raw_string")                       \
  X(redirected_statement, "redirected_statement")   \
  X(simple_expansion, "simple_expansion")           \
  X(string, "string")                               \
  X(subshell, "subshell")                           \
  X(test_command, "test_command")                   \
  X(translated_string, "translated_string")         \
  X(unset_command, "unset_command")                 \
  X(variable_assignment, "variable_assignment")     \
  X(variable_assignments, "variable_assignments")   \
  X(while_statement, "while_statement")             \
  X(word, "word")                                   \
  X(and_and, "&&")                                  \
  X(bar_bar, "||")                                  \
  X(bar, "|")                                       \
  X(bar_and, "|&")                                  \
  X(ampersand, "&")

enum class Kind : std::uint8_t {
  other,
#define SHELL_ENUMERATOR(name, text) name,
  SHELL_KINDS(SHELL_ENUMERATOR)
#undef SHELL_ENUMERATOR
};

// Index of a node: parents come before their children, siblings in the order of the text.
using NodeId = std::uint32_t;
inline constexpr NodeId no_node = UINT32_MAX;

struct Node {
  std::uint32_t begin = 0, end = 0;  // bytes
  NodeId parent = no_node;
  NodeId subtree_end = 0;  // one past the last descendant; the next sibling, if there is one
  Kind kind = Kind::other;
};

struct SyntaxTree {
  std::string_view source;
  std::vector<Node> nodes;

  const Node& operator[](NodeId id) const { return nodes[id]; }
  std::string_view text(std::uint32_t begin, std::uint32_t end) const {
    return source.substr(begin, end - begin);
  }
  std::string_view text(NodeId id) const { return text(nodes[id].begin, nodes[id].end); }

  template <class Visit>
  void each_child(NodeId id, Visit visit) const {
    for (NodeId child = id + 1; child < nodes[id].subtree_end; child = nodes[child].subtree_end) visit(child);
  }
};

// No nodes where the text is longer than 1 MiB or takes the parser too much work. Any other text has a tree; what is no
// shell in it becomes `error` nodes, and the rest is still found. `source` must outlive the tree.
SyntaxTree parse(std::string_view source);

}  // namespace shell
