#include <rust_code/compare.hpp>

#include "parse.hpp"

using rust_code::Comparison;
using rust_code::Difference;

namespace {

Difference difference(std::string before, std::string after) {
  return rust_code::difference(parse(std::move(before)), parse(std::move(after)));
}

// "+added -deleted ~changed(signature body attributes moved)" in the order of Comparison.
std::string describe(std::string before, std::string after) {
  const Comparison result = rust_code::compare(parse(std::move(before)), parse(std::move(after)));
  std::string text;
  for (const auto i : result.added) text += "+" + result.after[i].path + " ";
  for (const auto i : result.deleted) text += "-" + result.before[i].path + " ";
  for (const auto& change : result.changed) {
    text += "~" + result.after[change.after].path + "(";
    if (change.signature) text += 's';
    if (change.body) text += 'b';
    if (change.attributes) text += 'a';
    if (change.moved) text += 'm';
    text += ") ";
  }
  return text;
}

}  // namespace

TEST_CASE("comments, documentation and white space are layout") {
  CHECK(difference("fn a() {}", "fn a() {}") == Difference::none);
  CHECK(difference("fn a(x: u8) { b(x) }", "/// Doc.\nfn a( x : u8 ) // end\n{\n  b(x) /* c */\n}\n") ==
        Difference::layout);
  CHECK(difference("//! one\nfn a() {}", "fn a() {}\n") == Difference::layout);
}

TEST_CASE("what is inside literals and macros is code") {
  CHECK(difference(R"(fn a() { p("a b") })", R"(fn a() { p("a  b") })") == Difference::code);
  CHECK(difference(R"(fn a() { p(" a") })", R"(fn a() { p("a") })") == Difference::code);
  CHECK(difference("fn a() { p(\"a\n\") }", "fn a() { p(\"a\") }") == Difference::code);
  CHECK(difference("fn a() { p(r#\"x // y\"#) }", "fn a() { p(r#\"x // z\"#) }") == Difference::code);
  CHECK(difference("fn a() { m!(a + b) }", "fn a() { m!(a - b) }") == Difference::code);
  CHECK(difference("macro_rules! m { ($x:expr) => { $x } }", "macro_rules! m { ($x:expr,) => { $x } }") ==
        Difference::code);
  CHECK(difference("fn a() { m!(a,  b) }", "fn a() { m!(a, b) }") == Difference::layout);
}

TEST_CASE("attributes for documentation and lints are told from code") {
  CHECK(difference("fn a() {}", "#[allow(dead_code)]\nfn a() {}") == Difference::docs_and_lints);
  CHECK(difference("struct A;", "#[cfg_attr(docsrs, doc(cfg(feature = \"x\")))]\nstruct A;") ==
        Difference::docs_and_lints);
  CHECK(difference("fn a() {}", "#![warn(clippy::all)]\n#[doc = \"x\"]\nfn a() {}") ==
        Difference::docs_and_lints);
  CHECK(difference("fn a() {}", "#[inline]\nfn a() {}") == Difference::code);
  CHECK(difference("struct A;", "#[cfg_attr(test, derive(Debug))]\nstruct A;") == Difference::code);
}

TEST_CASE("entities are added, deleted and changed in signature, body or attributes") {
  CHECK(describe("fn a() {} fn b() { 1; } fn c() {} #[inline] fn d() {}",
                 "fn b() { 2; } pub fn c() {} fn d() {} fn e() {}") == "+e -a ~b(b) ~c(s) ~d(a) ");
  CHECK(describe("const A: u8 = 1; struct S { a: u8 } enum E { A }",
                 "const A: u8 = 2; struct S { b: u8 } enum E<T> { A(T) }") == "~A(b) ~S(b) ~E(sb) ");
  CHECK(describe("use a::b;", "use a::c;") == "+a::c -a::b ");
}

TEST_CASE("a change inside a container is that of the entity inside, not of the container") {
  CHECK(describe("mod m { impl A { fn f() { 1; } fn g() {} } }",
                 "mod m { impl A { fn f() { 2; } fn g() {} } }") == "~m::A::f(b) ");
  CHECK(describe("impl<T> A<T> { fn f() {} }", "impl<T: Copy> A<T> { fn f() {} }") == "~A(s) ");
  CHECK(describe("trait T { fn f(); }", "trait T { #[must_use] fn f(); fn g() {} }") == "+T::g ~T::f(a) ");
  CHECK(describe("fn a() { fn inner() { 1; } }", "fn a() { fn inner() { 2; } }") == "~a(b) ");
}

TEST_CASE("twins under one path are paired by what they say") {
  const std::string unix_side = "#[cfg(unix)] fn f() { 1; }";
  const std::string windows_side = "#[cfg(windows)] fn f() { 2; }";
  CHECK(describe(unix_side + windows_side, windows_side + unix_side).empty());
  CHECK(describe(unix_side + windows_side, windows_side) == "-f ");
  CHECK(describe("impl A { fn a() {} } impl A { fn b() {} }", "impl A { fn b() {} } impl A { fn a() {} }")
            .empty());
}

TEST_CASE("an entity that keeps its name and tokens under another path has moved") {
  CHECK(describe("fn a() { x(); }", "mod m { fn a() { x(); } }") == "+m ~m::a(m) ");
  CHECK(describe("fn a() { x(); }", "fn b() { x(); }") == "+b -a ");
}

TEST_CASE("comments and layout change no entity") {
  CHECK(describe("fn a() { b(); }", "/// Doc.\nfn a()\n{\n    // now\n    b();\n}\n").empty());
}
