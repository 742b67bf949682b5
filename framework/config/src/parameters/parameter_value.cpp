#include "parameters/parameter_value.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <fmt/format.h>

#include "yaml/fields.hpp"
#include "yaml/json_text.hpp"

namespace flowrun::config {
namespace {

// Doubles above this do not hold every integer.
constexpr double largest_exact = 9007199254740992.0;  // 2^53

std::string range_text(const flow::ParamDescription& param, std::string_view noun) {
  if (param.min && param.max) {
    return fmt::format("{} from {} to {}", noun, json_number(*param.min), json_number(*param.max));
  }
  if (param.min) {
    return fmt::format("{} of at least {}", noun, json_number(*param.min));
  }
  return param.max ? fmt::format("{} of at most {}", noun, json_number(*param.max)) : std::string(noun);
}

// Why a text is no number, where that is easy to tell.
std::string number_hint(const Node& node) {
  if (node.kind != Kind::string || node.from_environment) {
    return "";
  }
  std::string digits = node.text;
  std::erase_if(digits, [](char c) { return c == '_' || c == ',' || c == '\''; });
  double value = 0;
  const char* end = digits.data() + digits.size();
  const auto [rest, error] = std::from_chars(digits.data(), end, value);
  if (error != std::errc{} || rest != end || !std::isfinite(value)) {
    return "";
  }
  return digits == node.text ? "remove the quotes" : fmt::format("write {}", digits);
}

// `report_type`, with what helps most where there is no better hint: the default.
void report(const Node& node, const ValueContext& context, std::string_view expected, std::string hint,
            Diagnostics& diagnostics) {
  const std::string& standard = context.param.default_json;
  const bool has_default = !context.param.required && !standard.empty() && standard != "null";
  if (hint.empty() && has_default && !context.param.list && !context.is_default) {
    hint = fmt::format("the default is {}", standard);
  }
  report_type(node, context.param.name, expected, std::move(hint), diagnostics);
}

bool in_range(const Node& node, const ValueContext& context, std::string_view noun,
              Diagnostics& diagnostics) {
  const auto& [min, max] = std::tie(context.param.min, context.param.max);
  if (context.is_default || ((!min || node.number >= *min) && (!max || node.number <= *max))) {
    return true;
  }
  report(node, context, range_text(context.param, noun), "", diagnostics);
  return false;
}

std::optional<std::string> integer_json(const Node& node, const ValueContext& context,
                                        Diagnostics& diagnostics) {
  const bool whole = node.kind == Kind::number && std::trunc(node.number) == node.number &&
                     std::abs(node.number) <= largest_exact;
  if (node.kind != Kind::integer && !whole) {
    report(node, context, range_text(context.param, "an integer"), number_hint(node), diagnostics);
    return std::nullopt;
  }
  if (!in_range(node, context, "an integer", diagnostics)) {
    return std::nullopt;
  }
  return std::to_string(node.kind == Kind::integer ? node.integer : static_cast<std::int64_t>(node.number));
}

std::optional<std::string> number_json(const Node& node, const ValueContext& context,
                                       Diagnostics& diagnostics) {
  const bool numeric = node.kind == Kind::integer || node.kind == Kind::number;
  if (!numeric || !std::isfinite(node.number)) {
    report(node, context, range_text(context.param, numeric ? "a finite number" : "a number"),
           number_hint(node), diagnostics);
    return std::nullopt;
  }
  return in_range(node, context, "a number", diagnostics) ? std::optional(json_number(node.number))
                                                          : std::nullopt;
}

}  // namespace

std::optional<std::string> scalar_json(const Node& node, const ValueContext& context,
                                       CheckedParameter& result, Diagnostics& diagnostics) {
  switch (context.param.type) {
    case flow::ParamType::boolean:
      if (node.kind == Kind::boolean) {
        return node.boolean ? "true" : "false";
      }
      static_cast<void>(
          read_boolean({.key = context.param.name, .key_where = {}, .value = node}, diagnostics));
      return std::nullopt;
    case flow::ParamType::integer:
      return integer_json(node, context, diagnostics);
    case flow::ParamType::number:
      return number_json(node, context, diagnostics);
    case flow::ParamType::string:
      return string_json(node, context, diagnostics);
    case flow::ParamType::path:
      return path_json(node, context, result, diagnostics);
    case flow::ParamType::secret:
      return secret_json(node, context, diagnostics);
  }
  return std::nullopt;
}

}  // namespace flowrun::config
