// A JSON value that is written back as JavaScript's JSON.stringify would: key order and the spelling of numbers survive,
// white space does not. What an agent wrote as the arguments of a tool needs exactly this.
//
// Values are plain data: reading the same one from several threads is safe. Where only a few members of a large text are
// wanted, simdjson reads them without building a value.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <base/error.hpp>

namespace base {

struct JsonMember;

struct Json {
  enum class Kind { null, boolean, number, string, array, object };

  Kind kind = Kind::null;
  bool boolean = false;
  std::string text;                 // a string's characters (UTF-8), or a number as it was spelled
  std::vector<Json> items;          // of an array
  std::vector<JsonMember> members;  // of an object, in the order of the text

  static Json of_bool(bool value);
  static Json of_string(std::string_view value);
  static Json of_number(std::int64_t value);
  static Json of_number(double value);  // must be finite
  static Json of_array();
  static Json of_array(std::vector<Json> items);
  static Json of_object();
  static Json of_object(std::vector<JsonMember> members);

  // The member's value, or a null value if this is no object or has no such key. The last of equal keys counts, as in
  // JavaScript.
  [[nodiscard]] const Json& operator[](std::string_view key) const;
  // The last member of that name, to be changed; null if there is none.
  [[nodiscard]] JsonMember* find(std::string_view key);
  [[nodiscard]] bool has(std::string_view key) const;
  // Replaces the member's value, or adds it at the end. Makes an object of any other kind.
  void set(std::string_view key, Json value);
  void erase(std::string_view key);

  [[nodiscard]] bool is_null() const { return kind == Kind::null; }
  [[nodiscard]] bool is_string() const { return kind == Kind::string; }
  [[nodiscard]] bool is_number() const { return kind == Kind::number; }
  [[nodiscard]] bool is_array() const { return kind == Kind::array; }
  [[nodiscard]] bool is_object() const { return kind == Kind::object; }
  [[nodiscard]] bool is_true() const { return kind == Kind::boolean && boolean; }

  [[nodiscard]] std::string_view string() const;  // "" for any other kind
  [[nodiscard]] std::optional<std::int64_t> integer()
      const;  // numbers beyond the range and non-numbers give none
  [[nodiscard]] std::optional<double> number() const;

  // Compact JSON text.
  [[nodiscard]] std::string dump() const;

  // Equal texts of `dump`, but for the order of members, which counts here, too.
  friend bool operator==(const Json&, const Json&);
};

struct JsonMember {
  std::string key;
  Json value;
  friend bool operator==(const JsonMember&, const JsonMember&);
};

struct JsonLimits {
  std::size_t bytes = std::numeric_limits<std::size_t>::max();
  // A value takes a hundred bytes in memory, and two in the text.
  std::size_t values = std::numeric_limits<std::size_t>::max();
  int depth = 200;  // real data nest a dozen levels; deeper text is hostile or broken
  // Escapes of surrogates without their other half, which JavaScript writes and UTF-8 cannot hold, are read as U+FFFD
  // instead of refused.
  bool mends_surrogates = false;
};

// Parses one whole document of any kind. The problem of the error reads "not valid JSON", `why` what is wrong.
Result<Json> parse_json(std::string_view text, const JsonLimits& limits = {});

// Whether parse_json would take the text, without building the value.
bool is_json(std::string_view text);

// Calls `use` with every string value, keys apart, in the order of the text. It may change them.
void for_each_string(Json& value, const std::function<void(std::string&)>& use);

}  // namespace base
