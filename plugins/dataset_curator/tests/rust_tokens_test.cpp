#include "rust_tokens.hpp"

#include <string>
#include <vector>

#include <doctest/doctest.h>

using dataset_curator::RustToken;

namespace {

std::vector<std::string> of_kind(std::string_view code, RustToken wanted) {
  std::vector<std::string> found;
  dataset_curator::RustTokens tokens(code);
  RustToken kind{};
  std::string_view text;
  while (tokens.next(kind, text)) {
    if (kind == wanted) found.emplace_back(text);
  }
  return found;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("comments and white space are no tokens, nested ones neither") {
  CHECK(of_kind("a // b\n/* c /* d */ e */ f /** g */", RustToken::word) == Texts{"a", "f"});
  CHECK(of_kind("a /* never closed", RustToken::word) == Texts{"a"});
}

TEST_CASE("a lifetime is no character") {
  const char* code = "fn f<'a>(x: &'a str) -> char { 'x' == '\\'' || 'ä' == b'\\n' }";
  CHECK(of_kind(code, RustToken::lifetime) == Texts{"'a", "'a"});
  CHECK(of_kind(code, RustToken::character) == Texts{"'x'", "'\\''", "'ä'", "b'\\n'"});
}

TEST_CASE("strings of every form are one token") {
  CHECK(of_kind(R"x(f("a \" b", b"c", r"d\", r#"e " f"#, br##"g "# h"##, c"i"))x", RustToken::string) ==
        Texts{R"("a \" b")", R"(b"c")", R"(r"d\")", R"(r#"e " f"#)", R"(br##"g "# h"##)", R"(c"i")"});
  CHECK(of_kind("x(\"never closed", RustToken::string) == Texts{"\"never closed"});
  CHECK(of_kind("let x = r#\"never closed", RustToken::string) == Texts{"r#\"never closed"});
}

TEST_CASE("a number ends before a range or a method") {
  CHECK(of_kind("0..20 1.5e-3f64 2.max(3) 0xff_u8 1e9", RustToken::number) ==
        Texts{"0", "20", "1.5e-3f64", "2", "3", "0xff_u8", "1e9"});
}

TEST_CASE("raw names are words") {
  CHECK(of_kind("r#type + b + r", RustToken::word) == Texts{"r#type", "b", "r"});
}
