// The items of a file: functions, types, traits, impls, modules, uses, constants, macros, wherever they
// stand.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <rust_code/source_file.hpp>

namespace rust_code {

enum class ItemKind {
  function,
  structure,
  enumeration,
  union_type,
  trait,
  impl,
  module,
  foreign_block,  // extern "C" { .. }
  use,
  extern_crate,
  constant,
  static_variable,
  type_alias,  // associated types too
  macro_definition,
  macro_call,  // among items: thread_local! { .. }
};
constexpr auto enum_names(ItemKind) {
  return base::names("function", "struct", "enum", "union", "trait", "impl", "module", "extern block", "use",
                     "extern crate", "const", "static", "type", "macro", "macro call");
}

enum class Visibility { inherited, restricted /* pub(crate) and the like */, everywhere /* pub */ };

struct Item {
  ItemKind kind{};
  // `f`; of an impl `Type` or `<Type as Trait>` (the trait with its arguments, the type only where they are not
  // all the impl's own parameters: `<Box<Value> as Default>`); of a use its tree; of a macro call the macro. At
  // most 256 bytes.
  std::string name;
  // The name behind those of the modules, impls, traits and functions around it: `net::Client::connect`,
  // `<Client as Drop>::drop`. Not unique: cfg'd twins and split impls share paths. Long nests are cut.
  std::string path;
  ByteRange bytes;               // without attributes and comments above
  ByteRange whole;               // with them
  std::uint32_t first_line = 0;  // of `bytes`, 1-based
  std::uint32_t last_line = 0;
  ByteRange body;         // braces, or the value of a constant; empty if it has none
  std::string signature;  // without body, comments and attributes; single blanks between tokens
  Visibility visibility = Visibility::inherited;
  std::vector<std::string> attributes;  // without #[ ]: `derive(Debug, Clone)`
  bool is_test = false;                 // see source_file.hpp
  bool is_local = false;                // inside a function's body or another expression
  NodeId node = no_node;
  std::optional<std::size_t> container;  // index of the item around it
};

// In the order of the text, containers before what they contain.
std::vector<Item> list_items(const SourceFile& file);

}  // namespace rust_code
