// Every `'static`, where it stands, and how to take it away: the input of the test that lets the compiler say
// whether it is needed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <rust_code/source_file.hpp>

namespace rust_code {

// What it says.
enum class StaticForm {
  reference,         // &'static T
  type_bound,        // T: 'static
  lifetime_bound,    // 'a: 'static
  object_bound,      // dyn T + 'static, impl T + 'static
  generic_argument,  // Cow<'static, str>
};
constexpr auto enum_names(StaticForm) {
  return base::names("reference", "type bound", "lifetime bound", "object bound", "generic argument");
}

// Whose type it is part of; of several the outermost in the item.
enum class StaticPlace {
  constant,  // type of a const or static item
  return_type,
  parameter,
  generics,  // <T: 'static>
  where_clause,
  field,   // of a struct, union or variant
  alias,   // type alias or associated type
  header,  // of an impl or trait: impl T for X<'static>, trait T: 'static
  other,   // local types, casts, turbofish
};
constexpr auto enum_names(StaticPlace) {
  return base::names("constant", "return type", "parameter", "generics", "where clause", "field", "alias",
                     "header", "other");
}

struct StaticUse {
  StaticForm form{};
  StaticPlace place{};
  ByteRange bytes;  // `'static` alone
  std::uint32_t line = 0;
  ByteRange edit;             // what to replace to weaken it ...
  std::string replacement;    // ... and by what; the result is Rust again
  bool is_candidate = false;  // may be unneeded, and weakening it breaks no caller: see below
  bool is_public = false;     // in an item that is `pub`
};

// Candidates are those in parameters, generics and where clauses. Not in constants (a lint knows them),
// return types (weaker is another interface), fields and aliases (a choice of design), headers, nor in impls
// of traits, whose signatures the trait dictates. In the order of the text; none in tests, nor among the
// tokens of macros.
std::vector<StaticUse> find_static_lifetimes(const SourceFile& file);

// The source with the edits of these made; `uses` in the order of the text.
std::string without(const SourceFile& file, const std::vector<StaticUse>& uses);

}  // namespace rust_code
