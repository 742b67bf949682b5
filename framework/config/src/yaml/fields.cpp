#include "yaml/fields.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include <config/suggest.hpp>

namespace flowrun::config {
namespace {

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

// The key that was most likely meant.
std::optional<std::string> meant_key(std::string_view key, const KeySet& set) {
  // `use:x`, without a space, is one word in YAML.
  key = key.substr(0, key.find(':'));
  if (const auto near = closest(key, set.keys)) {
    return near;
  }
  std::vector<std::string> aliases;
  std::ranges::transform(set.aliases, std::back_inserter(aliases),
                         [](const auto& alias) { return alias.first; });
  const auto near = closest(key, aliases);
  const auto alias =
      std::ranges::find(set.aliases, near.value_or(""), [](const auto& a) -> auto& { return a.first; });
  return alias == set.aliases.end() ? std::nullopt : std::optional(alias->second);
}

}  // namespace

void report_type(const Node& node, std::string_view name, std::string_view expected, std::string hint,
                 Diagnostics& diagnostics) {
  if (node.kind == Kind::invalid) {
    return;
  }
  Diagnostic diagnostic{
      .where = node.where,
      .message = node.kind == Kind::null
                     ? fmt::format("{} has no value", in_quotes(name))
                     : fmt::format("{} takes {}, not {}", in_quotes(name), expected, describe(node)),
      .hint = std::move(hint)};
  if (node.kind == Kind::null && diagnostic.hint.empty()) {
    diagnostic.hint = fmt::format("give it {}, or remove it", expected);
  }
  if (node.origin) {
    diagnostic.notes.push_back(*node.origin);
  }
  diagnostics.add(std::move(diagnostic));
}

bool expect_map(const Node& node, std::string_view name, std::string_view hint, Diagnostics& diagnostics) {
  if (node.kind == Kind::map || node.kind == Kind::null) {
    return true;
  }
  report_type(node, name, "a map", std::string(hint), diagnostics);
  return false;
}

std::vector<std::string> check_keys(const Node& map, const KeySet& set, Diagnostics& diagnostics) {
  std::vector<std::string> meant;
  for (const Entry& entry : map.entries) {
    if (std::ranges::find(set.keys, entry.key) != set.keys.end()) {
      continue;
    }
    const auto key = meant_key(entry.key, set);
    meant.push_back(key.value_or(""));
    const bool no_space = entry.key.contains(':');
    diagnostics.error(entry.key_where, fmt::format("unknown key {} in {}", in_quotes(entry.key), set.what),
                      no_space                ? "write a space after the colon"
                      : key                   ? fmt::format("did you mean {}?", in_quotes(*key))
                      : set.otherwise.empty() ? "the keys are " + quoted_list(set.keys)
                                              : set.otherwise);
  }
  return meant;
}

std::optional<bool> read_boolean(const Entry& entry, Diagnostics& diagnostics) {
  if (entry.value.kind == Kind::boolean) {
    return entry.value.boolean;
  }
  const bool spelt =
      entry.value.kind == Kind::string && (entry.value.text == "true" || entry.value.text == "false");
  report_type(entry.value, entry.key, "true or false", spelt ? "remove the quotes" : "", diagnostics);
  return std::nullopt;
}

std::optional<std::int64_t> read_integer(const Entry& entry, std::int64_t min, std::int64_t max,
                                         Diagnostics& diagnostics) {
  const Node& value = entry.value;
  if (value.kind != Kind::integer) {
    report_type(value, entry.key, "an integer", "", diagnostics);
    return std::nullopt;
  }
  if (value.integer < min || value.integer > max) {
    report_type(value, entry.key, fmt::format("an integer from {} to {}", min, max), "", diagnostics);
    return std::nullopt;
  }
  return value.integer;
}

std::optional<std::string> read_string(const Entry& entry, std::string_view expected,
                                       Diagnostics& diagnostics) {
  const Node& value = entry.value;
  if (value.kind == Kind::string || (value.is_scalar() && value.style == Style::untyped)) {
    return value.text;
  }
  report_type(value, entry.key, expected, "", diagnostics);
  return std::nullopt;
}

std::optional<std::chrono::milliseconds> read_duration(const Entry& entry, Diagnostics& diagnostics) {
  constexpr std::pair<std::string_view, std::int64_t> units[] = {
      {"ms", 1}, {"s", 1000}, {"m", 60'000}, {"h", 3'600'000}, {"d", 86'400'000}};
  constexpr std::int64_t longest = std::int64_t{3650} * 86'400'000;  // ten years; more is a mistake
  const Node& value = entry.value;
  if (value.kind == Kind::string) {
    std::int64_t amount = 0;
    const char* end = value.text.data() + value.text.size();
    const auto [rest, error] = std::from_chars(value.text.data(), end, amount);
    for (const auto& [unit, factor] : units) {
      if (error == std::errc{} && std::string_view(rest, end) == unit && amount >= 0 &&
          amount <= longest / factor) {
        return std::chrono::milliseconds(amount * factor);
      }
    }
  }
  const bool bare = value.kind == Kind::integer && value.integer >= 0 && !value.from_environment;
  report_type(value, entry.key, "a time such as 30s, 5m or 2h",
              bare ? fmt::format("add a unit: {0}s, {0}m or {0}h", value.integer)
                   : "write a whole number and one of ms, s, m, h and d",
              diagnostics);
  return std::nullopt;
}

bool is_name(std::string_view text) {
  return !text.empty() && is_lower(text.front()) &&
         std::ranges::all_of(text, [](char c) { return is_lower(c) || is_digit(c) || c == '_'; });
}

std::string as_name(std::string_view text) {
  std::string result;
  for (const char c : text) {
    const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    result += is_lower(lower) || is_digit(lower) ? lower : '_';
  }
  return is_name(result) ? result : "";
}

bool is_file_name(std::string_view text) {
  const auto letter = [](char c) { return is_lower(c) || is_digit(c) || (c >= 'A' && c <= 'Z'); };
  return !text.empty() && letter(text.front()) &&
         std::ranges::all_of(text, [&](char c) { return letter(c) || c == '_' || c == '-' || c == '.'; });
}

}  // namespace flowrun::config
