#include "yaml/json_node.hpp"

#include <charconv>

#include <base/json.hpp>

namespace flowrun::config {
namespace {

// Beyond 64 bits, or with a point or an exponent, it is a number of floating point.
Node from_number(const base::Json& json) {
  const char* end = json.text.data() + json.text.size();
  std::int64_t integer = 0;
  const auto [rest, error] = std::from_chars(json.text.data(), end, integer);
  if (error == std::errc{} && rest == end)
    return {.kind = Kind::integer, .integer = integer, .number = static_cast<double>(integer)};
  return {.kind = Kind::number, .number = json.number().value_or(0)};
}

Node from_json(const base::Json& json) {
  switch (json.kind) {
    case base::Json::Kind::null:
      return {.kind = Kind::null};
    case base::Json::Kind::boolean:
      return {.kind = Kind::boolean, .boolean = json.boolean};
    case base::Json::Kind::number:
      return from_number(json);
    case base::Json::Kind::string:
      return {.kind = Kind::string, .style = Style::quoted, .text = json.text};
    case base::Json::Kind::array: {
      Node node{.kind = Kind::sequence};
      for (const base::Json& item : json.items) node.items.push_back(from_json(item));
      return node;
    }
    case base::Json::Kind::object: {
      Node node{.kind = Kind::map};
      for (const auto& [key, value] : json.members)
        node.entries.push_back({.key = key, .key_where = {}, .value = from_json(value)});
      return node;
    }
  }
  return {};
}

}  // namespace

std::optional<Node> node_of_json(std::string_view text) {
  const auto json = base::parse_json(text);
  if (!json) return std::nullopt;
  return from_json(*json);
}

}  // namespace flowrun::config
