// The tree of a YAML text, in our own type, with the place of every key and value.
//
// Read from YAML 1.2 by the core schema, more strictly than YAML itself: duplicate keys, merge keys, plain
// yes/no/on/off, integers with a leading zero, tags, and second documents are errors, since each of them
// means something else to some readers. Aliases are copied out. A value, no shared state: a copy is
// independent.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <config/diagnostics.hpp>
#include <config/source.hpp>

namespace flowrun::config {

enum class Kind {
  null,
  boolean,
  integer,
  number,
  string,
  sequence,
  map,
  invalid,  // already reported; checks pass over it in silence
};

enum class Style {
  plain,
  quoted,   // quotes, a block scalar, or !!str: always a string
  untyped,  // from the environment, which has no types: a string or whatever its text reads as
};

struct Entry;

struct Node {
  Kind kind = Kind::null;
  Style style = Style::plain;
  Span where = {};
  std::string text = {};  // of a scalar, as written, escapes resolved
  bool boolean = false;
  std::int64_t integer = 0;
  double number = 0;  // also set for an integer
  std::vector<Node> items = {};
  std::vector<Entry> entries;  // in file order; no initializer: Entry is incomplete here

  // For a value that a variable stands for: where the value was written.
  std::shared_ptr<const Note> origin = {};
  // Holds text of the environment, which may be private: messages do not show it, except as the name of a
  // stage.
  bool from_environment = false;
  // Given by --set, so that a relative path counts from the current folder, not from the file's.
  bool from_command_line = false;

  bool is_scalar() const { return kind <= Kind::string; }
  const Entry* find(std::string_view key) const;
  Entry* find(std::string_view key);
};

struct Entry {
  std::string key;
  Span key_where;
  Node value;
};

// The one document of the text. None where it is broken; where only values are, those are `invalid` and the
// rest is there. Tabs in the indentation are reported, and read past where the meaning is plain.
std::optional<Node> load_yaml(const Source& source, Diagnostics& diagnostics);

// A scalar from text without quotes, typed by the core schema. Reports the surprises named above.
Node plain_scalar(std::string text, Span where, Diagnostics& diagnostics);

// A copy in YAML that load_yaml reads back as the same tree (flow style, strings in double quotes).
std::string to_yaml(const Node& node);

// What was found, for messages: `the integer 3`, `a list`, `the string "abc"`.
std::string describe(const Node& node);

// The text of a scalar in quotes, for messages.
std::string shown(const Node& node);

}  // namespace flowrun::config
