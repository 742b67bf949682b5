#include <charconv>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include <config/node.hpp>

#include "yaml/json_text.hpp"
#include "yaml/scalar.hpp"

namespace flowrun::config {
namespace {

std::string number_in_yaml(double value) {
  if (std::isnan(value)) {
    return ".nan";
  }
  if (std::isinf(value)) {
    return value > 0 ? ".inf" : "-.inf";
  }
  const std::string text = json_number(value);
  // Without a point or an exponent it would read back as an integer.
  return text.find_first_of(".e") == std::string::npos ? text + ".0" : text;
}

}  // namespace

const Entry* Node::find(std::string_view key) const {
  for (const Entry& entry : entries) {
    if (entry.key == key) {
      return &entry;
    }
  }
  return nullptr;
}

Entry* Node::find(std::string_view key) { return const_cast<Entry*>(std::as_const(*this).find(key)); }

Node plain_scalar(std::string text, Span where, Diagnostics& diagnostics) {
  Node node{.where = std::move(where), .text = std::move(text)};
  ScalarProblem problem;
  resolve_plain(node, problem);
  if (!problem.message.empty()) {
    diagnostics.add({.where = node.where,
                     .message = std::move(problem.message),
                     .why = std::move(problem.why),
                     .hint = std::move(problem.hint)});
    node.kind = Kind::invalid;
  }
  return node;
}

std::string to_yaml(const Node& node) {
  std::string result;
  switch (node.kind) {
    case Kind::null:
      return "null";
    case Kind::boolean:
      return node.boolean ? "true" : "false";
    case Kind::integer:
      return std::to_string(node.integer);
    case Kind::number:
      return number_in_yaml(node.number);
    case Kind::string:
    case Kind::invalid:
      return json_string(node.text);
    case Kind::sequence:
      for (const Node& item : node.items) {
        result += fmt::format("{}{}", result.empty() ? "" : ", ", to_yaml(item));
      }
      return fmt::format("[{}]", result);
    case Kind::map:
      for (const Entry& entry : node.entries) {
        result +=
            fmt::format("{}{}: {}", result.empty() ? "" : ", ", json_string(entry.key), to_yaml(entry.value));
      }
      return fmt::format("{{{}}}", result);
  }
  return result;
}

std::string shown(const Node& node) {
  return node.from_environment ? "the value from the environment" : in_quotes(node.text);
}

std::string describe(const Node& node) {
  const auto scalar = [&](std::string_view kind, const std::string& value) {
    return node.from_environment ? fmt::format("{} from the environment", kind)
                                 : fmt::format("{} {}", kind, value);
  };
  switch (node.kind) {
    case Kind::null:
      return "nothing";
    case Kind::boolean:
      return scalar("the boolean", node.boolean ? "true" : "false");
    case Kind::integer:
      return scalar("the integer", std::to_string(node.integer));
    case Kind::number:
      return scalar("the number", node.text.empty() ? number_in_yaml(node.number) : node.text);
    case Kind::string:
      return scalar("the string", in_quotes(node.text));
    case Kind::sequence:
      return node.items.empty() ? "an empty list" : "a list";
    case Kind::map:
      return "a map";
    case Kind::invalid:
      return "an invalid value";
  }
  return {};
}

}  // namespace flowrun::config
