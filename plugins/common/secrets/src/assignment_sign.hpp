// What stands between a name and its value, in the languages and formats that sessions hold.
#pragma once

#include <cstddef>
#include <string_view>

#include "text_reader.hpp"

namespace secrets {

// The place of a name whose value is looked for.
struct NameSite {
  std::string_view before;  // the text in front of the name and its quote
  bool quoted = false;      // "name", or name"]
  bool option = false;      // --name
  bool tag = false;         // <name
};

struct Sign {
  enum class Kind {
    none,
    equals,  // name = value, with all that joins the sign: := ?= .= ||=, and types: name: &str = value
    arrow,   // name => value
    colon,   // name: value
    space,   // --name value
    call,    // name("value")
    comma,   // ("name", "value")
    tag,     // <name>value</name>
    field,   // name: NAME, value: VALUE
  } kind = Kind::none;
  bool spaced = false;       // `name = value` rather than `name=value`
  bool needs_quote = false;  // what stands there without quotes is something else
};

// May a sign or the quote of the name stand at `c`, which is right behind the name?
constexpr bool may_follow_name(char c) { return is_one_of(c, " \t\n\r:=<>([|?!+.&/*\\\"'`"); }

// Leaves the reader behind the sign; it stands behind the name and its quote.
Sign read_sign(TextReader& reader, const NameSite& name);

}  // namespace secrets
