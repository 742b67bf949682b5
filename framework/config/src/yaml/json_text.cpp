#include "yaml/json_text.hpp"

#include <array>
#include <charconv>

#include <fmt/format.h>
#include <simdjson.h>

namespace flowrun::config {
namespace {

using simdjson::dom::element_type;

Node from_element(simdjson::dom::element element);

Node from_array(const simdjson::dom::array& array) {
  Node node{.kind = Kind::sequence};
  for (const simdjson::dom::element item : array) {
    node.items.push_back(from_element(item));
  }
  return node;
}

Node from_object(const simdjson::dom::object& object) {
  Node node{.kind = Kind::map};
  for (const auto& [key, value] : object) {
    node.entries.push_back({.key = std::string(key), .key_where = {}, .value = from_element(value)});
  }
  return node;
}

// The element's type is known in each case, so that none of the conversions can throw.
Node from_element(simdjson::dom::element element) {
  switch (element.type()) {
    case element_type::NULL_VALUE:
      return {.kind = Kind::null};
    case element_type::BOOL:
      return {.kind = Kind::boolean, .boolean = bool(element)};
    case element_type::INT64:
      return {.kind = Kind::integer,
              .integer = std::int64_t(element),
              .number = static_cast<double>(std::int64_t(element))};
    case element_type::UINT64:
      return {.kind = Kind::number, .number = static_cast<double>(std::uint64_t(element))};
    case element_type::DOUBLE:
      return {.kind = Kind::number, .number = double(element)};
    case element_type::STRING:
      return {.kind = Kind::string, .style = Style::quoted, .text = std::string(std::string_view(element))};
    case element_type::ARRAY:
      return from_array(element);
    case element_type::OBJECT:
      return from_object(element);
  }
  return {};
}

}  // namespace

std::string json_string(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    switch (c) {
      case '"':
        result += "\\\"";
        break;
      case '\\':
        result += "\\\\";
        break;
      case '\n':
        result += "\\n";
        break;
      case '\r':
        result += "\\r";
        break;
      case '\t':
        result += "\\t";
        break;
      default:
        if (static_cast<unsigned char>(c) < 0x20) {
          result += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
        } else {
          result += c;
        }
    }
  }
  return result + '"';
}

std::string json_number(double value) {
  std::array<char, 32> buffer{};  // the longest shortest form has 24 characters
  const auto [end, error] =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value == 0 ? 0.0 : value);
  return {buffer.data(), end};
}

std::optional<Node> parse_json(std::string_view text) {
  simdjson::dom::parser parser;
  simdjson::dom::element element;
  if (parser.parse(simdjson::padded_string(text)).get(element) != simdjson::SUCCESS) {
    return std::nullopt;
  }
  return from_element(element);
}

}  // namespace flowrun::config
