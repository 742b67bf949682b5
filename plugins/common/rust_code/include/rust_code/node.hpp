// A node of a Rust syntax tree, as plain data.
//
// Kinds and fields are those of the grammar tree-sitter-rust 0.24 that this library asks about; all others
// are `other`. `error` is text that no rule matched, `missing` (a flag) a token that the parser put in.
#pragma once

#include <cstdint>

namespace rust_code {

// X(name in the enumeration, name in the grammar): named nodes first, then keywords and punctuation.
#define RUST_CODE_KINDS(X)                                            \
  X(error, "ERROR")                                                   \
  X(source_file, "source_file")                                       \
  X(abstract_type, "abstract_type")                                   \
  X(associated_type, "associated_type")                               \
  X(async_block, "async_block")                                       \
  X(attribute, "attribute")                                           \
  X(attribute_item, "attribute_item")                                 \
  X(block, "block")                                                   \
  X(block_comment, "block_comment")                                   \
  X(boolean_literal, "boolean_literal")                               \
  X(bounded_type, "bounded_type")                                     \
  X(bracketed_type, "bracketed_type")                                 \
  X(call_expression, "call_expression")                               \
  X(char_literal, "char_literal")                                     \
  X(closure_expression, "closure_expression")                         \
  X(const_block, "const_block")                                       \
  X(const_item, "const_item")                                         \
  X(crate_keyword, "crate")                                           \
  X(declaration_list, "declaration_list")                             \
  X(dynamic_type, "dynamic_type")                                     \
  X(else_clause, "else_clause")                                       \
  X(empty_statement, "empty_statement")                               \
  X(enum_item, "enum_item")                                           \
  X(enum_variant, "enum_variant")                                     \
  X(enum_variant_list, "enum_variant_list")                           \
  X(expression_statement, "expression_statement")                     \
  X(extern_crate_declaration, "extern_crate_declaration")             \
  X(extern_modifier, "extern_modifier")                               \
  X(field_declaration, "field_declaration")                           \
  X(field_declaration_list, "field_declaration_list")                 \
  X(field_expression, "field_expression")                             \
  X(field_initializer, "field_initializer")                           \
  X(field_identifier, "field_identifier")                             \
  X(float_literal, "float_literal")                                   \
  X(foreign_mod_item, "foreign_mod_item")                             \
  X(function_item, "function_item")                                   \
  X(function_modifiers, "function_modifiers")                         \
  X(function_signature_item, "function_signature_item")               \
  X(function_type, "function_type")                                   \
  X(generic_function, "generic_function")                             \
  X(generic_type, "generic_type")                                     \
  X(generic_type_with_turbofish, "generic_type_with_turbofish")       \
  X(higher_ranked_trait_bound, "higher_ranked_trait_bound")           \
  X(identifier, "identifier")                                         \
  X(if_expression, "if_expression")                                   \
  X(impl_item, "impl_item")                                           \
  X(inner_attribute_item, "inner_attribute_item")                     \
  X(inner_doc_comment_marker, "inner_doc_comment_marker")             \
  X(integer_literal, "integer_literal")                               \
  X(label, "label")                                                   \
  X(let_condition, "let_condition")                                   \
  X(let_declaration, "let_declaration")                               \
  X(lifetime, "lifetime")                                             \
  X(lifetime_parameter, "lifetime_parameter")                         \
  X(line_comment, "line_comment")                                     \
  X(loop_expression, "loop_expression")                               \
  X(macro_definition, "macro_definition")                             \
  X(macro_invocation, "macro_invocation")                             \
  X(match_arm, "match_arm")                                           \
  X(match_block, "match_block")                                       \
  X(match_expression, "match_expression")                             \
  X(match_pattern, "match_pattern")                                   \
  X(mod_item, "mod_item")                                             \
  X(mut_pattern, "mut_pattern")                                       \
  X(ordered_field_declaration_list, "ordered_field_declaration_list") \
  X(parameter, "parameter")                                           \
  X(parameters, "parameters")                                         \
  X(parenthesized_expression, "parenthesized_expression")             \
  X(primitive_type, "primitive_type")                                 \
  X(qualified_type, "qualified_type")                                 \
  X(raw_string_literal, "raw_string_literal")                         \
  X(reference_expression, "reference_expression")                     \
  X(reference_type, "reference_type")                                 \
  X(return_expression, "return_expression")                           \
  X(scoped_identifier, "scoped_identifier")                           \
  X(scoped_type_identifier, "scoped_type_identifier")                 \
  X(scoped_use_list, "scoped_use_list")                               \
  X(self_keyword, "self")                                             \
  X(self_parameter, "self_parameter")                                 \
  X(shebang, "shebang")                                               \
  X(shorthand_field_initializer, "shorthand_field_initializer")       \
  X(static_item, "static_item")                                       \
  X(string_content, "string_content")                                 \
  X(string_literal, "string_literal")                                 \
  X(struct_expression, "struct_expression")                           \
  X(struct_item, "struct_item")                                       \
  X(super_keyword, "super")                                           \
  X(token_repetition, "token_repetition")                             \
  X(token_tree, "token_tree")                                         \
  X(token_tree_pattern, "token_tree_pattern")                         \
  X(trait_bounds, "trait_bounds")                                     \
  X(trait_item, "trait_item")                                         \
  X(try_block, "try_block")                                           \
  X(try_expression, "try_expression")                                 \
  X(tuple_struct_pattern, "tuple_struct_pattern")                     \
  X(tuple_type, "tuple_type")                                         \
  X(type_arguments, "type_arguments")                                 \
  X(type_binding, "type_binding")                                     \
  X(type_identifier, "type_identifier")                               \
  X(type_item, "type_item")                                           \
  X(type_parameter, "type_parameter")                                 \
  X(type_parameters, "type_parameters")                               \
  X(union_item, "union_item")                                         \
  X(unsafe_block, "unsafe_block")                                     \
  X(use_as_clause, "use_as_clause")                                   \
  X(use_declaration, "use_declaration")                               \
  X(use_list, "use_list")                                             \
  X(use_wildcard, "use_wildcard")                                     \
  X(visibility_modifier, "visibility_modifier")                       \
  X(where_clause, "where_clause")                                     \
  X(where_predicate, "where_predicate")                               \
  X(unsafe_keyword, "unsafe")                                         \
  X(bang, "!")                                                        \
  X(colon_colon, "::")                                                \
  X(comma, ",")                                                       \
  X(dot, ".")                                                         \
  X(hash, "#")                                                        \
  X(plus, "+")                                                        \
  X(colon, ":")                                                       \
  X(semicolon, ";")                                                   \
  X(open_brace, "{")                                                  \
  X(open_bracket, "[")                                                \
  X(open_parenthesis, "(")

#define RUST_CODE_FIELDS(X) \
  X(alias)                  \
  X(alternative)            \
  X(arguments)              \
  X(argument)               \
  X(body)                   \
  X(bounds)                 \
  X(condition)              \
  X(consequence)            \
  X(field)                  \
  X(function)               \
  X(left)                   \
  X(list)                   \
  X(macro)                  \
  X(name)                   \
  X(parameters)             \
  X(path)                   \
  X(pattern)                \
  X(return_type)            \
  X(right)                  \
  X(trait)                  \
  X(type)                   \
  X(type_arguments)         \
  X(type_parameters)        \
  X(value)

enum class Kind : std::uint16_t {
  other,
#define RUST_CODE_ENUMERATOR(name, text) name,
  RUST_CODE_KINDS(RUST_CODE_ENUMERATOR)
#undef RUST_CODE_ENUMERATOR
};

enum class Field : std::uint8_t {
  none,
#define RUST_CODE_ENUMERATOR(name) name,
  RUST_CODE_FIELDS(RUST_CODE_ENUMERATOR)
#undef RUST_CODE_ENUMERATOR
};

// Index of a node in SyntaxTree::nodes(): parents come before their children, siblings in the order of the
// text.
using NodeId = std::uint32_t;
inline constexpr NodeId no_node = UINT32_MAX;

struct ByteRange {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;  // exclusive
  bool operator==(const ByteRange&) const = default;
};

struct Node {
  ByteRange bytes;
  NodeId parent = no_node;
  NodeId subtree_end = 0;  // one past the last descendant; the next sibling, if there is one
  Kind kind = Kind::other;
  Field field = Field::none;  // the role that the parent gives it
  bool named = false;         // false: a keyword or punctuation
  bool missing = false;
};

}  // namespace rust_code
