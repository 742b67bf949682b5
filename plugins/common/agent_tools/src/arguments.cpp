#include "arguments.hpp"

#include <cmath>

#include <fmt/format.h>

#include <agent_tools/result_texts.hpp>
#include <base/json.hpp>

namespace agent_tools {
namespace {

using base::Json;

std::string_view type_name(Parameter::Type type) {
  switch (type) {
    case Parameter::Type::string:
      return "string";
    case Parameter::Type::integer:
      return "number";
    case Parameter::Type::boolean:
      return "boolean";
  }
  return "";
}

std::unexpected<ArgumentFault> fault(const Parameter& parameter, std::string_view expected,
                                     const Json& value) {
  return std::unexpected(
      ArgumentFault{fmt::format("Expected {}, got {}", expected, value.dump()), std::string(parameter.key)});
}

using Value = std::variant<std::string, std::int64_t, bool>;

// JavaScript knows one kind of number: 10.0 is the integer 10.
std::expected<Value, ArgumentFault> integer_of(const Parameter& parameter, double number, const Json& value) {
  if (std::trunc(number) != number || std::abs(number) > 9e15) return fault(parameter, "an integer", value);
  if (number < static_cast<double>(parameter.least))
    return fault(parameter,
                 parameter.least == 1 ? "a value greater than 0" : "a value greater than or equal to 0",
                 value);
  return static_cast<std::int64_t>(number);
}

std::expected<Value, ArgumentFault> value_of(const Parameter& parameter, const Json& value) {
  switch (parameter.type) {
    case Parameter::Type::string:
      if (value.is_string()) return value.text;
      break;
    case Parameter::Type::integer:
      if (const auto number = value.number()) return integer_of(parameter, *number, value);
      break;
    case Parameter::Type::boolean:
      if (value.kind == Json::Kind::boolean) return value.boolean;
      break;
  }
  const std::string_view absent = parameter.required ? "" : " | undefined";
  return fault(parameter, fmt::format("{}{}", type_name(parameter.type), absent), value);
}

}  // namespace

std::expected<Arguments, ToolResult> Arguments::parse(std::string_view tool, std::string_view json,
                                                      std::span<const Parameter> parameters) {
  const auto refused = [](std::string text) {
    return std::unexpected(ToolResult{.text = std::move(text), .ok = false, .exit = {}});
  };
  const auto object = base::parse_json(json);
  if (!object) return refused(unparsable_arguments_text(tool, json));
  if (!object->is_object())
    return refused(
        invalid_arguments_text(tool, {fmt::format("Expected object, got {}", object->dump()), ""}));

  Arguments arguments;
  for (const Parameter& parameter : parameters) {
    std::string key(parameter.key);
    if (object->has(key)) {
      auto value = value_of(parameter, (*object)[key]);
      if (!value) return refused(invalid_arguments_text(tool, value.error()));
      arguments.values_.emplace(std::move(key), *std::move(value));
    } else if (parameter.required) {
      return refused(invalid_arguments_text(tool, {"Missing key", std::move(key)}));
    }
  }
  return arguments;
}

const std::string& Arguments::string(std::string_view key) const {
  static const std::string none;
  const auto found = values_.find(key);
  const auto* text = found == values_.end() ? nullptr : std::get_if<std::string>(&found->second);
  return text ? *text : none;
}

std::optional<std::int64_t> Arguments::integer(std::string_view key) const {
  const auto found = values_.find(key);
  const auto* number = found == values_.end() ? nullptr : std::get_if<std::int64_t>(&found->second);
  return number ? std::optional(*number) : std::nullopt;
}

bool Arguments::is_true(std::string_view key) const {
  const auto found = values_.find(key);
  const auto* flag = found == values_.end() ? nullptr : std::get_if<bool>(&found->second);
  return flag && *flag;
}

}  // namespace agent_tools
