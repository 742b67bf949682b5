#include "test_code.hpp"

#include <algorithm>
#include <array>

namespace secrets {
namespace {

constexpr std::size_t reach = 3000;
constexpr std::size_t longest_line = 400;

bool has_any(std::string_view text, const auto& signs) {
  return std::ranges::any_of(signs, [&](std::string_view sign) { return text.contains(sign); });
}

}  // namespace

bool is_test_code(std::string_view text, std::size_t pos) {
  constexpr std::array<std::string_view, 14> on_line = {
      "assert", "parse(", "parse::<", "from_str(\"", "test_case", "should_",  "#[case",
      "/// ",   "//! ",   "verify(",  "validate",    "is_valid",  "tokenize", "decode(\""};
  constexpr std::array<std::string_view, 13> before = {
      "#[test]",   "#[cfg(test)]", "::test]", "mod tests", "#[rstest]", "proptest!", "fn test_",
      "def test_", "describe(",    "/tests/", "_test.rs",  "@Test",     "_tests.rs"};
  const std::size_t least = pos - std::min(pos, longest_line);
  const std::size_t newline = text.substr(least, pos - least).rfind('\n');
  const std::size_t line = newline == std::string_view::npos ? least : least + newline + 1;
  const std::size_t end = pos + std::min(longest_line, text.substr(pos, longest_line).find('\n'));
  if (has_any(text.substr(line, end - line), on_line)) return true;
  const std::size_t begin = pos - std::min(pos, reach);
  return has_any(text.substr(begin, pos - begin), before);
}

}  // namespace secrets
