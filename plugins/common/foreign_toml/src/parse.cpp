#include <algorithm>

#include <re2/re2.h>

#include <foreign_toml/parse.hpp>

namespace foreign_toml {
namespace {

// More than `most_key_parts` parts joined by dots, wherever they stand.
const RE2& deep_key() {
  static const RE2 pattern([] {
    const std::string part = R"((?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*'))";
    return part + R"((?:[ \t]*\.[ \t]*)" + part + "){" + std::to_string(most_key_parts) + "}";
  }());
  return pattern;
}

std::uint32_t line_of(std::string_view text, std::string_view match) {
  const auto before = text.substr(0, static_cast<std::size_t>(match.data() - text.data()));
  return 1 + static_cast<std::uint32_t>(std::ranges::count(before, '\n'));
}

}  // namespace

std::expected<toml::table, ParseError> parse(std::string_view text) {
  if (text.size() > most_bytes) return std::unexpected(ParseError{1, "the file is larger than 1 MiB"});
  const re2::StringPiece whole(text.data(), text.size());
  re2::StringPiece match;
  if (deep_key().Match(whole, 0, whole.size(), RE2::UNANCHORED, &match, 1))
    return std::unexpected(
        ParseError{line_of(text, {match.data(), match.size()}), "a key has too many parts"});
  try {
    return toml::parse(text);
  } catch (const toml::parse_error& error) {
    return std::unexpected(ParseError{error.source().begin.line, std::string(error.description())});
  }
}

}  // namespace foreign_toml
