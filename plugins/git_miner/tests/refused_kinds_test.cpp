// Kinds of change that read well and teach nothing, or the wrong thing; each with a neighbour that is learnt.
#include <doctest/doctest.h>

#include <rust_code/source_file.hpp>

#include "change/idle_punctuation.hpp"
#include "mined.hpp"
#include "refused.hpp"

using git_miner::DropReason;
using git_miner::test::apart;
using git_miner::test::check_edits;
using git_miner::test::feature;
using git_miner::test::fix;
using git_miner::test::fixed_lib;
using git_miner::test::lib;

namespace {

// Code without the punctuation that says nothing.
std::string plain(const std::string& code) {
  const auto file = rust_code::SourceFile::parse(code);
  REQUIRE(file);
  const auto idle = git_miner::idle_punctuation(*file);
  std::string text;
  for (std::uint32_t i = 0; i < code.size(); ++i) {
    if (!idle.contains(i)) text += code[i];
  }
  return text;
}

std::string plain_body(const std::string& body) {
  const std::string front = "fn f() { ", text = plain(front + body + " }");
  return text.substr(front.size(), text.size() - front.size() - 2);
}

}  // namespace

TEST_CASE("punctuation is idle where the code means the same without it") {
  CHECK(plain_body("if (a == b) { go(); }") == "if a == b { go(); }");
  CHECK(plain_body("let a = (b + c);") == "let a = b + c;");
  CHECK(plain_body("go((a + b), (c),)") == "go(a + b, c)");
  CHECK(plain_body("(a * b) + c") == "a * b + c");
  CHECK(plain_body("!(a)") == "!a");
  CHECK(plain_body("return a;") == "return a");
  CHECK(plain_body("match a { 1 => { b }, _ => c, }") == "match a { 1 =>  b  _ => c }");
  CHECK(plain("use a::{b};") == "use a::b;");
  const std::string macro = "macro_rules! m { ($c:expr, $t:tt) => { if !($c) { go($c); $t } }; }";
  CHECK(plain(macro) == "macro_rules! m { ($c:expr, $t:tt) => { if !$c { go($c); $t } }; }");
  for (const char* meant :
       {"(a + b) * c", "a - (b - c)", "(self.f)(a)", "!(a == b)", "(a as u8) < b", "let a = (b,);",
        "if (A { b: 1 }).c() { go(); }", "a; return", "match a { 1 => { b; } _ => {} }", "vec![a,]",
        "m!((a))", "(a == b) == c", "unsafe { a }"}) {
    CHECK(plain_body(meant) == meant);
  }
  const std::string given = "macro_rules! m { ($t:tt) => { go!($t); !($t) }; }";
  CHECK(plain(given) == given);
}

TEST_CASE("a change of idle punctuation is layout, alone and beside others") {
  const auto sum = [](const std::string& a, const std::string& b) {
    return "pub fn sum(a: i32, b: i32) -> i32 {\n    if " + a + " {\n        return 0;\n    }\n    if " + b +
           " {\n        return 1;\n    }\n    a + b\n}\n";
  };
  const std::string braced = sum("(a == b)", "(b > 1)"), bare = sum("a == b", "b > 1");
  check_edits({{lib + braced, lib + bare, DropReason::only_layout}},
              "refactor: remove unneeded parentheses in `sum`");
  check_edits({{lib + apart + braced, fixed_lib + apart + bare, DropReason::changes_layout},
               {lib + apart + bare, fixed_lib + apart + bare, std::nullopt}},
              fix);
}

TEST_CASE("an example in the documentation shows what it is of") {
  const auto documented = [](const std::string& name, const std::string& shown, const std::string& code) {
    return "\n/// Gives one of the numbers.\n///\n/// ```\n/// assert_eq!(demo::" + shown +
           "(&[1, 2]), 1);\n/// ```\npub fn " + name + "(values: &[i32]) -> i32 {\n    " + code + "\n}\n";
  };
  const std::string one = "values.iter().copied().min().unwrap_or(0)";
  check_edits(
      {{lib, lib + documented("second", "first", one), DropReason::adds_copy},
       {lib, lib + documented("second", "second", one), std::nullopt},
       {lib + documented("least", "least", one),
        lib + documented("least", "least", one) + documented("second", "second", one), DropReason::adds_copy},
       {lib + documented("least", "least", one),
        lib + documented("least", "least", one) +
            documented("second", "second", "values.get(1).copied().unwrap_or(0)"),
        std::nullopt}},
      feature);
}
