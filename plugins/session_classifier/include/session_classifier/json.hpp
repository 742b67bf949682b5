// A JSON value that can be written back as JavaScript's JSON.stringify would: key order and the spelling of
// numbers survive, white space does not. Tool arguments need exactly this; everything else only reads.
//
// Reading is tolerant where opencode's data needs it (lone surrogates become U+FFFD) and strict elsewhere.
// Values are plain data: reading the same one from several threads is safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace session_classifier {

struct JsonMember;

struct Json {
  enum class Kind { null, boolean, number, string, array, object };

  Kind kind = Kind::null;
  bool boolean = false;
  std::string text;                 // a string's characters (UTF-8), or a number as it was spelled
  std::vector<Json> items;          // of an array
  std::vector<JsonMember> members;  // of an object, in the order of the text

  // The member's value, or a null value if this is no object or has no such key. The last of equal keys
  // counts, as in JavaScript.
  const Json& operator[](std::string_view key) const;

  bool is_null() const { return kind == Kind::null; }
  bool is_string() const { return kind == Kind::string; }
  bool is_object() const { return kind == Kind::object; }
  bool is_true() const { return kind == Kind::boolean && boolean; }

  std::string_view string() const;              // "" for any other kind
  std::optional<std::int64_t> integer() const;  // numbers beyond the range and non-numbers give none

  std::string dump() const;
};

struct JsonMember {
  std::string key;
  Json value;
};

// A document above this size is not read (base64 attachments of 10 MB occur; anything larger is no
// conversation).
inline constexpr std::size_t max_document_bytes = std::size_t{32} << 20;

// Parses one object or array. The error says in a few words what is wrong.
std::expected<Json, std::string> parse_json(std::string_view text);

// Replaces every string value (keys stay) by what `change` makes of it.
void change_strings(Json& value, const std::function<std::string(std::string_view)>& change);

// Escape sequences of surrogates without their other half, replaced by that of U+FFFD.
std::string replace_lone_surrogates(std::string_view json_text);

}  // namespace session_classifier
