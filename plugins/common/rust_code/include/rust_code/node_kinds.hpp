// Groups of node kinds.
#pragma once

#include <rust_code/node.hpp>

namespace rust_code {

constexpr bool is_comment(Kind kind) { return kind == Kind::line_comment || kind == Kind::block_comment; }

// Literals are one token, whatever the grammar finds inside them.
constexpr bool is_literal(Kind kind) {
  return kind == Kind::string_literal || kind == Kind::raw_string_literal || kind == Kind::char_literal ||
         kind == Kind::integer_literal || kind == Kind::float_literal || kind == Kind::boolean_literal;
}

constexpr bool is_function(Kind kind) {
  return kind == Kind::function_item || kind == Kind::function_signature_item;
}

// Everything that can stand in a module, trait or impl, except macro calls.
constexpr bool is_item(Kind kind) {
  switch (kind) {
    case Kind::associated_type:
    case Kind::const_item:
    case Kind::enum_item:
    case Kind::extern_crate_declaration:
    case Kind::foreign_mod_item:
    case Kind::function_item:
    case Kind::function_signature_item:
    case Kind::impl_item:
    case Kind::macro_definition:
    case Kind::mod_item:
    case Kind::static_item:
    case Kind::struct_item:
    case Kind::trait_item:
    case Kind::type_item:
    case Kind::union_item:
    case Kind::use_declaration:
      return true;
    default:
      return false;
  }
}

}  // namespace rust_code
