// Values as they stand in text: between quotes, bare, in an element of XML, in a list.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "text_reader.hpp"

namespace secrets {

struct Value {
  std::size_t begin = 0, end = 0;  // without quotes
  std::size_t after = 0;           // behind the quote
  bool quoted = false;
};

// The value that begins at the reader: all that stands between quotes, or a run of visible ASCII without quotes,
// backslashes, brackets and separators.
std::optional<Value> read_value(TextReader reader, bool needs_quote);

// The text of an element, up to its end tag.
std::optional<Value> read_element_text(TextReader reader, std::string_view text);

// Does a list begin there: `[`, `vec![`, or lines with `- `?
bool at_list(TextReader reader);

// What the list holds, as far as it is read: literals, or what fills its lines.
std::vector<Value> read_list(TextReader reader);

}  // namespace secrets
