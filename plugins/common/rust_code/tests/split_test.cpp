#include <rust_code/split.hpp>

#include "parse.hpp"

using rust_code::Role;

namespace {

// The bytes of all parts of one role, joined.
std::string text_of_role(const rust_code::SourceFile& file, Role role) {
  std::string text;
  for (const rust_code::Part& part : rust_code::split_tests(file)) {
    if (part.role == role) text += file.tree().text(part.bytes);
  }
  return text;
}

}  // namespace

TEST_CASE("inline tests are cut out with their attributes and comments, in whole lines") {
  const auto file = parse_clean(R"(pub fn double(x: i32) -> i32 {
    x * 2
}

// Checks the doubling.
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubles() { assert_eq!(double(2), 4); }
}
)");
  CHECK(text_of_role(file, Role::source) == "pub fn double(x: i32) -> i32 {\n    x * 2\n}\n\n");
  CHECK(text_of_role(file, Role::test).starts_with("// Checks the doubling.\n#[cfg(test)]\n"));
}

TEST_CASE("a test between sources, in an impl, or on a shared line is cut out alone") {
  const auto file = parse_clean(
      "impl A {\n    fn a() {}\n    #[cfg(test)]\n    fn probe() {}\n    fn b() {}\n}\n"
      "fn c() {} #[test] fn d() {} fn e() {}\n");
  CHECK(text_of_role(file, Role::source) ==
        "impl A {\n    fn a() {}\n    fn b() {}\n}\nfn c() {}  fn e() {}\n");
  CHECK(text_of_role(file, Role::test) == "    #[cfg(test)]\n    fn probe() {}\n#[test] fn d() {}");
}

TEST_CASE("statements and fields under cfg(test) stay where they are") {
  const auto file =
      parse_clean("struct S { #[cfg(test)] probe: u8 }\nfn f() { #[cfg(test)] log(); work(); }\n");
  CHECK(text_of_role(file, Role::test).empty());
}

TEST_CASE("the parts cover the file without gaps and in turns") {
  const auto file = parse("#[test] fn a() {}\nfn b() {\n#[cfg(test)] mod x {}\n}\n#[test]\nfn c( {}\n\xff\n");
  std::uint32_t end = 0;
  const auto parts = rust_code::split_tests(file);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    CHECK(parts[i].bytes.begin == end);
    CHECK(parts[i].bytes.end > parts[i].bytes.begin);
    if (i > 0) CHECK(parts[i].role != parts[i - 1].role);
    end = parts[i].bytes.end;
  }
  CHECK(end == file.tree().source().size());
}

TEST_CASE("a file is one part if all of it is test") {
  CHECK(text_of_role(parse("fn a() {}\n", Role::test), Role::source).empty());
  CHECK(text_of_role(parse("#![cfg(test)]\nfn a() {}\n"), Role::source).empty());
  CHECK(rust_code::split_tests(parse("")).empty());
}
