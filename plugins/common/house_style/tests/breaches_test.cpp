#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <house_style/breaches.hpp>

using house_style::Rule;

namespace {

// "unwrap:2 panic:3": the rules that find something, with their lines.
std::string found(const std::string& source, rust_code::Role role = rust_code::Role::source,
                  const std::string& edition = "2021") {
  const auto file = rust_code::SourceFile::parse(source, role);
  REQUIRE(file);
  std::string text;
  for (const auto& breach : house_style::find_breaches(*file, house_style::all_rules(), edition == "2015")) {
    text += (text.empty() ? "" : " ") + std::string(base::name_of(breach.rule)) + ":" +
            std::to_string(file->tree().line(breach.byte));
  }
  return text;
}

}  // namespace

TEST_CASE("each rule finds what it forbids") {
  CHECK(found("fn f(x: Option<u8>) -> u8 {\n    x.unwrap()\n}\n") == "unwrap:2");
  CHECK(found("fn f(x: Option<u8>) -> u8 {\n    x.expect(\"is there\")\n}\n") == "unwrap:2");
  CHECK(found("fn f() {\n    todo!()\n}\n") == "panic:2");
  CHECK(found("fn f() -> Result<(), Box<dyn std::error::Error>> {\n    Ok(())\n}\n") == "boxed_error:1");
  CHECK(found("fn f(p: *const u8) -> u8 {\n    unsafe { *p }\n}\n") == "unsafe:2");
  CHECK(found("fn f() {\n    dbg!(1);\n}\n") == "dbg:2");
  CHECK(found("const NAME: &'static str = \"x\";\n") == "static_lifetime:1");
  CHECK(found("fn f(x: &str) -> u8 {\n    x.parse().unwrap_or(0)\n}\n") == "swallowed_error:2");
  CHECK(found("fn f(x: &[u8]) -> bool {\n    x.len() == 0\n}\n") == "outdated_idiom:2");
  CHECK(found("#[allow(dead_code)]\nfn f() {}\n") == "silenced_lint:1");
  CHECK(found("fn f() {\n    // let x = f();\n}\n") == "dead_code:2");
}

TEST_CASE("tests, strings and comments break no rule") {
  CHECK(
      found("// x.unwrap() and panic!() and dbg!(1) in prose\n/// ```\n/// x.unwrap();\n/// ```\nfn f() {}\n")
          .empty());
  CHECK(found("fn f() -> &'static str {\n    \"x.unwrap(); panic!(); unsafe { dbg!(1) }\"\n}\n").empty());
  CHECK(found("#[test]\nfn f() {\n    x.unwrap();\n    panic!();\n}\n").empty());
  CHECK(
      found("#[cfg(test)]\nmod tests {\n    #[allow(unused)]\n    fn f() {\n        x.unwrap();\n    }\n}\n")
          .empty());
  CHECK(found("fn f() {\n    x.unwrap();\n}\n", rust_code::Role::test).empty());
}

TEST_CASE("what has a reason is no breach") {
  CHECK(found("fn f(p: *const u8) -> u8 {\n    // SAFETY: p is valid.\n    unsafe { *p }\n}\n").empty());
  CHECK(found("const N: u8 = u8::from_str_radix(\"7\", 10).unwrap();\n").empty());
  CHECK(found("fn f(x: Option<u8>) -> u8 {\n    x.unwrap_or_default()\n}\n").empty());
  CHECK(found("#[expect(dead_code, reason = \"x\")]\nfn f() {}\n").empty());
  CHECK(found("#[allow(dead_code, reason = \"x\")]\nfn f() {}\n").empty());
  CHECK(found("fn f(s: &mut String) {\n    write!(s, \"x\").ok();\n}\n").empty());
  CHECK(found("fn f(s: &mut File) {\n    write!(file, \"x\").ok();\n}\n") == "swallowed_error:2");
  CHECK(found("use crate::Error;\nstruct S {\n    e: Box<Error>,\n}\n").empty());
  CHECK(found("struct S;\nimpl S {\n    fn is_empty(&self) -> bool {\n        self.len() == 0\n    }\n}\n")
            .empty());
  CHECK(found("use std::error::Error;\nstruct S {\n    e: Box<Error>,\n}\n") ==
        "boxed_error:3 outdated_idiom:3");
  CHECK(found("macro_rules! m {\n    // m!(a, b);\n    ($a:expr, $b:expr) => {};\n}\n").empty());
}

TEST_CASE("what an edition needs is not outdated") {
  CHECK(found("extern crate serde;\n") == "outdated_idiom:1");
  CHECK(found("extern crate self as me;\nextern crate serde_core as serde;\n").empty());
  CHECK(found("extern crate serde;\n", rust_code::Role::source, "2015").empty());
}

TEST_CASE("only the rules that are asked for are looked at, in their order") {
  const auto file = rust_code::SourceFile::parse("fn f() {\n    panic!();\n    x.unwrap();\n}\n");
  REQUIRE(file);
  const std::vector<Rule> one = {Rule::panic}, two = {Rule::unwrap, Rule::panic};
  REQUIRE(house_style::find_breaches(*file, one).size() == 1);
  REQUIRE(house_style::find_breaches(*file, two).size() == 2);
  CHECK(house_style::find_breaches(*file, two)[0].rule == Rule::unwrap);
}
