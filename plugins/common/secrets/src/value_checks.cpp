#include "value_checks.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <string>

#include "spelling.hpp"

namespace secrets {
namespace {

enum class CharKind { lower, upper, digit, other };

CharKind kind(char c) {
  if (is_lower(c)) return CharKind::lower;
  if (is_upper(c)) return CharKind::upper;
  return is_digit(c) ? CharKind::digit : CharKind::other;
}

bool is_long_hex(std::string_view value) {
  return value.size() >= 32 && std::all_of(value.begin(), value.end(), [](char c) {
           return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == '-';
         });
}

double least_entropy(std::string_view value) {
  if (is_long_hex(value)) return 3.0;
  return std::min(3.5, 0.9 * std::log2(static_cast<double>(value.size())));
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
  return has_digit(value) && has_letter(value) && mixture(value) >= least_mixture &&
         entropy(value) >= least_entropy(value);
}

bool are_random_letters(std::string_view value) {
  if (value.size() < 20 || entropy(value) < 3.5) return false;
  std::size_t words = 1;  // of camel case: `HTTPServer` has two
  for (std::size_t i = 1; i < value.size(); ++i) {
    const bool follows_small = is_upper(value[i]) && !is_upper(value[i - 1]);
    const bool before_small = is_upper(value[i]) && i + 1 < value.size() && is_lower(value[i + 1]);
    if (follows_small || before_small) ++words;
  }
  return words * 3 >= value.size();
}

bool is_stand_in(std::string_view value) {
  constexpr std::array<std::string_view, 12> inside = {"example",   "placeholder", "redacted", "changeme",
                                                       "change-me", "change_me",   "insert",   "replace",
                                                       "dummy",     "-your",       "_your",    "...."};
  constexpr std::array<std::string_view, 5> runs = {"xxxxxx", "XXXXXX", "****", "0000000", "______"};
  const std::string low = lowered(value);
  return value.empty() || low.starts_with("your") || low.starts_with("my-") || low.starts_with("my_") ||
         std::all_of(value.begin(), value.end(), [&](char c) { return c == value[0]; }) ||
         std::any_of(inside.begin(), inside.end(), [&](auto s) { return low.contains(s); }) ||
         std::any_of(runs.begin(), runs.end(), [&](auto s) { return value.contains(s); });
}

bool is_default_password(std::string_view value) {
  constexpr std::array<std::string_view, 36> words = {
      "123456",   "1234",     "admin",  "app",      "default",
      "demo",     "dev",      "docker", "foo",      "guest",
      "hidden",   "local",    "minio",  "mongo",    "mysecretpassword",
      "mysql",    "none",     "null",   "pass",     "passwd",
      "password", "passwort", "pg",     "postgres", "postgresql",
      "pw",       "pwd",      "rabbit", "redis",    "root",
      "sa",       "secret",   "test",   "testing",  "token",
      "user"};
  return std::find(words.begin(), words.end(), lowered(value)) != words.end();
}

bool is_basic_credentials(std::string_view value) {
  while (value.ends_with('=')) value.remove_suffix(1);
  std::string decoded;
  std::uint32_t bits = 0;
  int count = 0;
  for (char c : value) {
    const int digit = base64_digit(c);
    if (digit < 0) return false;
    bits = (bits << 6 | static_cast<std::uint32_t>(digit)) & 0xffffff;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    decoded += static_cast<char>(bits >> count & 0xff);
  }
  const std::size_t colon = decoded.find(':');
  return colon != std::string::npos && decoded.size() >= 4 &&
         std::none_of(decoded.begin(), decoded.end(),
                      [](char c) { return static_cast<unsigned char>(c) < 0x20; });
}

}  // namespace secrets
