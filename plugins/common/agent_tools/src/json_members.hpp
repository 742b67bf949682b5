// A JSON object as its members in order, values as they were spelled. For changing keys and single values
// while every other byte of the object's content stays.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace agent_tools {

struct JsonMember {
  std::string key;
  std::string spelled;  // the key as JSON text
  std::string value;    // JSON text
};

// None if `json` is no valid JSON object.
std::optional<std::vector<JsonMember>> json_members(std::string_view json);

// Without white space between members.
std::string json_object(const std::vector<JsonMember>& members);

// The characters of a JSON string text; none for any other value.
std::optional<std::string> json_string(std::string_view value);

// UTF-8 as a JSON string text; only what JSON demands is escaped.
std::string json_text(std::string_view characters);

// `key` needs no escapes.
inline JsonMember json_member(std::string_view key, std::string value) {
  return {std::string(key), json_text(key), std::move(value)};
}

}  // namespace agent_tools
