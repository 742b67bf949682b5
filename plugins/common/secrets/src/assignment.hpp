// Reads `name = "value"` around a keyword, in the spellings of shells, .env files, YAML, TOML, JSON, XML, command lines,
// tables and programming languages, plain or inside a JSON string.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace secrets {

struct Assignment {
  enum class Place {
    setting,    // NAME=value, name: value, "name": "value", --name value: configuration
    statement,  // let name = value; and the like: code
    argument,   // name("value"), ("name", "value"): code
  };
  std::string_view name;
  std::size_t begin = 0, end = 0;  // of the value, without quotes
  std::size_t wide_end = 0;  // where it ends if it may hold blanks and every sign: its quotes, or the line
  bool is_line = false;      // a bare value of a setting that fills its line: NAME=..., name: ...
  bool quoted = false;
  bool is_list = false;  // a list begins at `begin`, and there is no other value
  Place place = Place::setting;
};

// Where the name that `pos` lies in ends, as far as names are read.
std::size_t name_end(std::string_view text, std::size_t pos);

// The assignment to the name that holds text[begin, end), if there is one. The value is a run of visible
// ASCII without quotes, backslashes, brackets and separators; between quotes it is all that stands there.
std::optional<Assignment> read_assignment(std::string_view text, std::size_t begin, std::size_t end);

}  // namespace secrets
