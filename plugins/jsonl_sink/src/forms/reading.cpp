#include "reading.hpp"

#include <base/json_text.hpp>
#include <base/utf8.hpp>

namespace jsonl_sink::forms {

base::Result<base::Json> parse(std::string_view text) {
  return base::parse_json(text, {.values = 2'000'000});
}

std::string what_is(const base::Json& value) {
  constexpr std::size_t longest = 40;  // bytes of a value that are shown
  using Kind = base::Json::Kind;
  switch (value.kind) {
    case Kind::null:
      return "null";
    case Kind::boolean:
      return value.boolean ? "true" : "false";
    case Kind::number:
      return value.text;
    case Kind::string:
      return base::json_string(base::utf8_prefix(value.text, longest)) +
             (value.text.size() > longest ? "..." : "");
    case Kind::array:
      return "a list";
    case Kind::object:
      break;
  }
  return "an object";
}

std::optional<base::Json> Members::take(std::string_view key) {
  base::JsonMember* member = object_.find(key);
  if (!member) return std::nullopt;
  base::Json value = std::move(member->value);
  object_.members.erase(object_.members.begin() + (member - object_.members.data()));
  if (object_.has(key)) fail(key, "the key stands twice");
  if (value.is_null()) return std::nullopt;
  return value;
}

std::optional<std::string> Members::take_text(std::string_view key) {
  auto value = take(key);
  if (!value) return std::nullopt;
  if (value->is_string()) return std::move(value->text);
  fail(key, what_is(*value) + " is no text");
  return std::nullopt;
}

void Members::keep(std::string_view key, base::Json value) {
  const std::string path = path_of(key);
  if (reading_.line.extra.has(path)) fail(key, "the key stands twice");
  reading_.line.extra.set(path, std::move(value));
}

bool Members::finish() {
  for (base::JsonMember& member : object_.members) {
    if (!member.value.is_null()) keep(member.key, std::move(member.value));
  }
  object_.members.clear();
  return !reading_.fault;
}

}  // namespace jsonl_sink::forms
