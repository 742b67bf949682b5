#include "yaml/scalar.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <system_error>

#include <fmt/format.h>

namespace flowrun::config {
namespace {

constexpr std::string_view digits = "0123456789";

bool any(std::string_view text, std::initializer_list<std::string_view> of) {
  return std::ranges::find(of, text) != of.end();
}

bool all_of(std::string_view text, std::string_view allowed) {
  return !text.empty() && text.find_first_not_of(allowed) == std::string_view::npos;
}

std::string_view without_sign(std::string_view text) {
  return text.starts_with('-') || text.starts_with('+') ? text.substr(1) : text;
}

// [-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?
bool looks_like_float(std::string_view text) {
  text = without_sign(text);
  if (const auto e = text.find_first_of("eE"); e != std::string_view::npos) {
    if (!all_of(without_sign(text.substr(e + 1)), digits)) {
      return false;
    }
    text = text.substr(0, e);
  }
  const auto dot = text.find('.');
  const std::string_view whole = text.substr(0, dot);
  const std::string_view fraction = dot == std::string_view::npos ? "" : text.substr(dot + 1);
  return (whole.empty() || all_of(whole, digits)) && (fraction.empty() || all_of(fraction, digits)) &&
         !(whole.empty() && fraction.empty());
}

// YAML 1.1 reads these as booleans, YAML 1.2 as strings: no reader can know which was meant.
bool ambiguous_boolean(std::string_view text) {
  return any(text, {"y", "Y", "yes", "Yes", "YES", "n", "N", "no", "No", "NO", "on", "On", "ON", "off", "Off",
                    "OFF"});
}

bool means_yes(std::string_view text) { return any(text, {"y", "Y", "yes", "Yes", "YES", "on", "On", "ON"}); }

void set_integer(Node& node, std::string_view digits_text, bool negative, int base, ScalarProblem& problem) {
  std::uint64_t magnitude = 0;
  const auto [end, error] =
      std::from_chars(digits_text.data(), digits_text.data() + digits_text.size(), magnitude, base);
  constexpr auto largest = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (error != std::errc{} || magnitude > largest + (negative ? 1 : 0)) {
    problem = {.message = fmt::format("the integer {} is too large", in_quotes(node.text)),
               .why = "integers have 64 bits",
               .hint = "quote it to make it a string"};
    return;
  }
  node.kind = Kind::integer;
  node.integer = static_cast<std::int64_t>(negative ? 0 - magnitude : magnitude);
  node.number = static_cast<double>(node.integer);
}

bool resolve_integer(Node& node, ScalarProblem& problem) {
  const std::string_view text = node.text;
  if (text.starts_with("0x") && all_of(text.substr(2), "0123456789abcdefABCDEF")) {
    set_integer(node, text.substr(2), false, 16, problem);
    return true;
  }
  if (text.starts_with("0o") && all_of(text.substr(2), "01234567")) {
    set_integer(node, text.substr(2), false, 8, problem);
    return true;
  }
  const std::string_view plain = without_sign(text);
  if (!all_of(plain, digits)) {
    return false;
  }
  if (plain.size() > 1 && plain.front() == '0') {
    const std::string sign = text.starts_with('-') ? "-" : "";
    const auto first = std::min(plain.find_first_not_of('0'), plain.size() - 1);
    problem = {.message = fmt::format("the integer {} has a leading zero", in_quotes(text)),
               .why = "some readers take it as octal",
               .hint = fmt::format("write {}{}, or \"{}\" for a string", sign, plain.substr(first), text)};
    return true;
  }
  set_integer(node, plain, text.starts_with('-'), 10, problem);
  return true;
}

bool resolve_number(Node& node, ScalarProblem& problem) {
  const std::string_view text = node.text;
  const std::string_view unsigned_text = without_sign(text);
  if (any(unsigned_text, {".inf", ".Inf", ".INF"})) {
    node.kind = Kind::number;
    node.number = std::numeric_limits<double>::infinity() * (text.starts_with('-') ? -1 : 1);
    return true;
  }
  if (any(text, {".nan", ".NaN", ".NAN"})) {
    node.kind = Kind::number;
    node.number = std::numeric_limits<double>::quiet_NaN();
    return true;
  }
  if (!looks_like_float(text)) {
    return false;
  }
  double value = 0;
  const auto [end, error] =
      std::from_chars(unsigned_text.data(), unsigned_text.data() + unsigned_text.size(), value);
  if (error != std::errc{}) {
    problem = {.message = fmt::format("the number {} is out of range", in_quotes(text)),
               .why = "numbers are IEEE doubles",
               .hint = "quote it to make it a string"};
    return true;
  }
  node.kind = Kind::number;
  node.number = text.starts_with('-') ? -value : value;
  return true;
}

}  // namespace

void resolve_plain(Node& node, ScalarProblem& problem) {
  const std::string_view text = node.text;
  node.kind = Kind::string;
  if (any(text, {"", "~", "null", "Null", "NULL"})) {
    node.kind = Kind::null;
  } else if (any(text, {"true", "True", "TRUE", "false", "False", "FALSE"})) {
    node.kind = Kind::boolean;
    node.boolean = text[0] == 't' || text[0] == 'T';
  } else if (ambiguous_boolean(text)) {
    problem = {
        .message = fmt::format("{} without quotes is ambiguous", in_quotes(text)),
        .why = "a boolean in YAML 1.1, a string in YAML 1.2",
        .hint = fmt::format("write {}, or \"{}\" for the string", means_yes(text) ? "true" : "false", text)};
  } else if (!resolve_integer(node, problem)) {
    resolve_number(node, problem);
  }
}

}  // namespace flowrun::config
