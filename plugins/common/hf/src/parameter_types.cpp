#include "parameter_types.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include <re2/re2.h>
#include <simdjson.h>

#include <base/json_text.hpp>

#include "trim.hpp"

namespace hf {
namespace {

using simdjson::dom::element;

// The types in `type` (a name or a list of names) of a schema and of its alternatives.
void collect_types(const element& schema, std::vector<std::string>& types) {
  std::string_view name;
  if (schema["type"].get(name) == simdjson::SUCCESS) types.emplace_back(name);
  for (const char* list : {"type", "anyOf", "oneOf"}) {
    simdjson::dom::array entries;
    if (schema[list].get(entries) != simdjson::SUCCESS) continue;
    for (const element entry : entries) {
      if (entry.get(name) == simdjson::SUCCESS || entry["type"].get(name) == simdjson::SUCCESS)
        types.emplace_back(name);
    }
  }
}

bool has(std::span<const std::string> types, std::string_view type) {
  return std::ranges::find(types, type) != types.end();
}

// JSON's spelling of a scalar other than a string, if the types allow it.
std::optional<std::string> scalar_of(std::string_view value, std::span<const std::string> types) {
  static constexpr std::array<std::array<std::string_view, 3>, 6> words{{{"True", "true", "boolean"},
                                                                         {"true", "true", "boolean"},
                                                                         {"False", "false", "boolean"},
                                                                         {"false", "false", "boolean"},
                                                                         {"None", "null", "null"},
                                                                         {"null", "null", "null"}}};
  for (const auto& [word, json, type] : words) {
    if (value == word && has(types, type)) return std::string(json);
  }
  static const RE2 integer("-?(?:0|[1-9][0-9]*)");
  static const RE2 number("-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?");
  const re2::StringPiece text(value.data(), value.size());
  if (has(types, "number") && RE2::FullMatch(text, number)) return std::string(value);
  if (has(types, "integer") && RE2::FullMatch(text, integer)) return std::string(value);
  return std::nullopt;
}

std::optional<std::string> structure_of(std::string_view value, std::span<const std::string> types) {
  simdjson::dom::parser parser;
  element parsed;
  if (parser.parse(value.data(), value.size()).get(parsed) != simdjson::SUCCESS) return std::nullopt;
  if ((parsed.is_object() && has(types, "object")) || (parsed.is_array() && has(types, "array"))) {
    return std::string(value);
  }
  return std::nullopt;
}

}  // namespace

ParameterTypes::ParameterTypes(std::span<const std::string> tools) {
  simdjson::dom::parser parser;
  for (const std::string& tool : tools) {
    element parsed;
    if (parser.parse(tool).get(parsed) != simdjson::SUCCESS) continue;
    element function;
    if (parsed["function"].get(function) != simdjson::SUCCESS) function = parsed;
    std::string_view name;
    simdjson::dom::object properties;
    if (function["name"].get(name) != simdjson::SUCCESS) continue;
    if (function["parameters"]["properties"].get(properties) != simdjson::SUCCESS) continue;
    for (const auto [key, schema] : properties) {
      collect_types(schema, types_[{std::string(name), std::string(key)}]);
    }
  }
}

std::span<const std::string> ParameterTypes::types_of(std::string_view function,
                                                      std::string_view parameter) const {
  const auto found = types_.find({std::string(function), std::string(parameter)});
  if (found == types_.end()) return {};
  return found->second;
}

std::string ParameterTypes::arguments_of(const CallText& call) const {
  std::string out = "{";
  for (const auto& [key, value] : call.parameters) {
    if (out.size() > 1) out += ", ";
    out += base::json_string(key);
    out += ": ";
    const std::span<const std::string> types = types_of(call.name, key);
    std::optional<std::string> json;
    if (!types.empty()) json = scalar_of(trimmed(value), types);
    if (!types.empty() && !json) json = structure_of(trimmed(value), types);
    if (json) {
      out += *json;
    } else {
      out += base::json_string(value);
    }
  }
  return out + '}';
}

}  // namespace hf
