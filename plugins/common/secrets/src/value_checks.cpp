#include "value_checks.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <string>

#include "rule_data.hpp"
#include "spelling.hpp"

namespace secrets {
namespace {

enum class CharKind { lower, upper, digit, other };

CharKind kind(char c) {
  if (is_lower(c)) return CharKind::lower;
  if (is_upper(c)) return CharKind::upper;
  return is_digit(c) ? CharKind::digit : CharKind::other;
}

// Hexadecimal digits and UUIDs.
bool is_hex(std::string_view value) {
  return value.size() >= 16 && std::ranges::all_of(value, [](char c) {
           return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == '-';
         });
}

double least_entropy(std::string_view value) {
  const double most = std::log2(static_cast<double>(value.size()));
  return is_hex(value) ? std::min(3.0, 0.7 * most) : std::min(3.5, 0.85 * most);
}

// Digits and letters in long runs, as in a UUID or a key that was typed: no name of code has so many digits and no
// sign that parts its words.
bool is_dense(std::string_view value) {
  if (is_hex(value)) return true;
  const auto digits = static_cast<std::size_t>(std::ranges::count_if(value, is_digit));
  return value.size() >= 20 && std::ranges::all_of(value, is_alnum) && digits * 10 >= value.size() * 3;
}

int base64_digit(char c) {
  if (is_upper(c)) return c - 'A';
  if (is_lower(c)) return c - 'a' + 26;
  if (is_digit(c)) return c - '0' + 52;
  if (c == '+' || c == '-') return 62;
  return c == '/' || c == '_' ? 63 : -1;
}

}  // namespace

double entropy(std::string_view value) {
  std::array<std::size_t, 256> counts{};
  for (char c : value) ++counts[static_cast<unsigned char>(c)];
  double bits = 0;
  for (std::size_t count : counts) {
    if (count == 0) continue;
    const double share = static_cast<double>(count) / static_cast<double>(value.size());
    bits -= share * std::log2(share);
  }
  return bits;
}

double mixture(std::string_view value) {
  if (value.size() < 2) return 0;
  std::size_t changes = 0;
  for (std::size_t i = 1; i < value.size(); ++i) {
    const CharKind before = kind(value[i - 1]), after = kind(value[i]);
    if (before == CharKind::other || after == CharKind::other || before == after) continue;
    if (before == CharKind::upper && after == CharKind::lower) continue;
    ++changes;
  }
  return static_cast<double>(changes) / static_cast<double>(value.size() - 1);
}

bool has_digit(std::string_view value) { return std::any_of(value.begin(), value.end(), is_digit); }
bool has_letter(std::string_view value) { return std::any_of(value.begin(), value.end(), is_letter); }

bool looks_random(std::string_view value, double least_mixture) {
  return has_digit(value) && has_letter(value) && (mixture(value) >= least_mixture || is_dense(value)) &&
         entropy(value) >= least_entropy(value);
}

bool are_random_letters(std::string_view value, std::size_t longest_word) {
  if (value.size() < 20 || entropy(value) < 3.5) return false;
  std::size_t words = 1;  // of camel case: `HTTPServer` has two
  for (std::size_t i = 1; i < value.size(); ++i) {
    const bool follows_small = is_upper(value[i]) && !is_upper(value[i - 1]);
    const bool before_small = is_upper(value[i]) && i + 1 < value.size() && is_lower(value[i + 1]);
    if (follows_small || before_small) ++words;
  }
  return words * longest_word >= value.size();
}

bool is_stand_in(std::string_view value) {
  constexpr std::array<std::string_view, 5> runs = {"xxxxxx", "XXXXXX", "****", "0000000", "______"};
  if (value.empty() || std::ranges::all_of(value, [&](char c) { return c == value[0]; })) return true;
  const Samples& samples = rule_data().samples;
  const std::string low = lowered(value);
  const auto starts = [&](const auto& start) { return low.starts_with(start); };
  return std::ranges::any_of(samples.starts, starts) ||
         (std::ranges::any_of(samples.modes, starts) && !(value.size() >= 28 && looks_random(value))) ||
         std::ranges::any_of(samples.parts, [&](const auto& s) { return low.contains(s); }) ||
         std::ranges::any_of(runs, [&](auto s) { return value.contains(s); });
}

bool is_default_password(std::string_view value) {
  return std::ranges::find(rule_data().samples.passwords, lowered(value)) !=
         rule_data().samples.passwords.end();
}

bool is_reference(std::string_view value) {
  const auto is_identifier = [](std::string_view name) {
    return !name.empty() && !is_digit(name[0]) &&
           std::ranges::all_of(name, [](char c) { return is_word(c) || is_one_of(c, ".:-"); });
  };
  if (value.empty() || value.starts_with("--")) return true;
  const std::string_view rest = value.substr(1);
  switch (value.front()) {
    case '$':
      return is_one_of(rest.empty() ? ' ' : rest.front(), "{($ ") ||
             (is_identifier(rest) &&
              (!has_digit(rest) || rest.contains('_') || std::ranges::none_of(rest, is_lower)));
    case '%':
      return value.ends_with('%') || (!rest.empty() && is_one_of(rest.front(), "({")) || rest.size() == 1;
    case '{':
      return rest.starts_with('{') ||
             (value.ends_with('}') && !looks_random(rest.substr(0, rest.size() - 1), 0.35));
    case '<':
      return true;
    case '[':
      return value.ends_with(']');
    case '*':
      return rest.starts_with('*');
    case '/':
    case '~':
    case '.':
      return std::ranges::count(value, '/') >= 2 || rest.starts_with('/') || rest.starts_with("./");
    default:
      break;
  }
  return value.contains("::") || value.contains("://") || value.contains("${") || value.contains("{{") ||
         value.contains("()") || value.starts_with("self.") || value.starts_with("env.") ||
         value.starts_with("process.") || value.starts_with("os.");
}

std::string base64_decoded(std::string_view value) {
  while (value.ends_with('=')) value.remove_suffix(1);
  std::string decoded;
  std::uint32_t bits = 0;
  int count = 0;
  for (char c : value) {
    const int digit = base64_digit(c);
    if (digit < 0) return "";
    bits = (bits << 6 | static_cast<std::uint32_t>(digit)) & 0xffffff;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    decoded += static_cast<char>(bits >> count & 0xff);
  }
  return decoded;
}

bool is_sample_jwt(std::string_view value) {
  const std::size_t begin = value.find('.');
  if (begin == std::string_view::npos) return false;
  const std::string payload = base64_decoded(value.substr(begin + 1, value.find('.', begin + 1) - begin - 1));
  return std::ranges::any_of(rule_data().samples.payloads,
                             [&](const auto& s) { return payload.contains(s); });
}

bool is_basic_credentials(std::string_view value) {
  const std::string decoded = base64_decoded(value);
  const std::size_t colon = decoded.find(':');
  if (colon == std::string::npos || decoded.size() < 4 ||
      std::ranges::any_of(decoded, [](char c) { return static_cast<unsigned char>(c) < 0x20; }))
    return false;
  return !is_default_password(std::string_view(decoded).substr(colon + 1));
}

}  // namespace secrets
