// Where in a JSON text something stands, for messages that name a column. Slow: for bad lines only, since the readers of
// good ones do not keep positions.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace jsonl_sink {

struct JsonFault {
  std::size_t at = 0;  // byte of the text; its size where something is missing at the end
  std::string what;
};

// The first place where the text is not one JSON value of RFC 8259 without halves of surrogate pairs, or is nested deeper
// than base::parse_json reads. None if all is well. The text must be UTF-8.
std::optional<JsonFault> find_json_fault(std::string_view text);

// The byte at which the value begins that the path names ("messages[3].content"), or else the innermost value around it that
// is there.
std::size_t place_of(std::string_view json, std::string_view path);

}  // namespace jsonl_sink
