#include "arguments.hpp"

#include <cmath>

#include <fmt/format.h>
#include <simdjson.h>

namespace agent_tools {
namespace {

using simdjson::dom::element;

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

ArgumentFault wrong_type(const Parameter& parameter, const element& value) {
  return {fmt::format("Expected {}{}, got {}", type_name(parameter.type),
                      parameter.required ? "" : " | undefined", simdjson::minify(value)),
          std::string(parameter.key)};
}

// JavaScript knows one kind of number: 10.0 is the integer 10.
std::expected<std::int64_t, ArgumentFault> integer_of(const Parameter& parameter, const element& value) {
  double number = 0;
  if (value.get(number) != simdjson::SUCCESS) return std::unexpected(wrong_type(parameter, value));
  const auto fault = [&](std::string_view expected) {
    return std::unexpected(ArgumentFault{
        fmt::format("Expected {}, got {}", expected, simdjson::minify(value)), std::string(parameter.key)});
  };
  if (std::trunc(number) != number || std::abs(number) > 9e15) return fault("an integer");
  if (number < static_cast<double>(parameter.least))
    return fault(parameter.least == 1 ? "a value greater than 0" : "a value greater than or equal to 0");
  return static_cast<std::int64_t>(number);
}

}  // namespace

base::Result<Arguments> Arguments::parse(std::string_view tool, std::string_view json,
                                         std::span<const Parameter> parameters) {
  simdjson::dom::parser parser;
  element root;
  if (parser.parse(simdjson::padded_string(json)).get(root) != simdjson::SUCCESS)
    return std::unexpected(unparsable_arguments_text(tool, json));
  simdjson::dom::object object;
  if (root.get(object) != simdjson::SUCCESS)
    return std::unexpected(
        invalid_arguments_text(tool, {fmt::format("Expected object, got {}", simdjson::minify(root)), ""}));

  Arguments arguments;
  const auto refused = [&](const ArgumentFault& fault) {
    return std::unexpected(invalid_arguments_text(tool, fault));
  };
  for (const Parameter& parameter : parameters) {
    std::optional<element> value;
    for (const auto& [key, member] : object)
      if (key == parameter.key) value = member;  // the last of equal keys counts, as in JavaScript
    if (!value) {
      if (parameter.required) return refused({"Missing key", std::string(parameter.key)});
      continue;
    }
    const std::string key(parameter.key);
    if (parameter.type == Parameter::Type::integer) {
      const auto number = integer_of(parameter, *value);
      if (!number) return refused(number.error());
      arguments.values_[key] = *number;
    } else if (parameter.type == Parameter::Type::string) {
      std::string_view text;
      if (value->get(text) != simdjson::SUCCESS) return refused(wrong_type(parameter, *value));
      arguments.values_[key] = std::string(text);
    } else {
      bool flag = false;
      if (value->get(flag) != simdjson::SUCCESS) return refused(wrong_type(parameter, *value));
      arguments.values_[key] = flag;
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
