#include <rust_code/static_lifetimes.hpp>

#include "parse.hpp"

using rust_code::find_static_lifetimes;

namespace {

// "form/place*": the star marks candidates.
std::string statics(std::string source) {
  std::string text;
  for (const auto& use : find_static_lifetimes(parse_clean(std::move(source)))) {
    text +=
        (text.empty() ? "" : ", ") + std::string(name_of(use.form)) + "/" + std::string(name_of(use.place));
    if (use.is_candidate) text += '*';
  }
  return text;
}

// Each candidate weakened alone.
std::vector<std::string> mutants(std::string source) {
  const auto file = parse_clean(std::move(source));
  std::vector<std::string> results;
  for (const auto& use : find_static_lifetimes(file)) {
    results.push_back(rust_code::without(file, {use}));
  }
  return results;
}

}  // namespace

TEST_CASE("each use is told by what it says and where") {
  CHECK(statics("const A: &'static str = \"a\"; static B: &'static [u8] = &[];") ==
        "reference/constant, reference/constant");
  CHECK(statics("fn f(a: &'static str) -> &'static str { a }") ==
        "reference/parameter*, reference/return type");
  CHECK(statics("fn f<T: Send + 'static, 'a: 'static>(t: T) {}") ==
        "type bound/generics*, lifetime bound/generics*");
  CHECK(statics("fn f<T>(t: T) where T: 'static, {}") == "type bound/where clause*");
  CHECK(statics("fn f(a: Box<dyn Fn() + 'static>, b: impl Fn() + 'static) {}") ==
        "object bound/parameter*, object bound/parameter*");
  CHECK(statics("fn f(a: Cow<'static, str>) {}") == "generic argument/parameter*");
  CHECK(statics("struct S<T: 'static> { a: &'static str, b: T } enum E { A(&'static str) }") ==
        "type bound/generics*, reference/field, reference/field");
  CHECK(statics("type A = Box<dyn Any + 'static>;") == "object bound/alias");
  CHECK(statics("trait T: 'static {} impl X for Y<'static> {}") ==
        "type bound/header, generic argument/header");
  CHECK(statics("fn f() { let a: &'static str = g::<&'static str>(); }") ==
        "reference/other, reference/other");
}

TEST_CASE("what a trait dictates is no candidate; what an impl or trait chooses is") {
  CHECK(statics("impl T for X { fn f(a: &'static str) {} }") == "reference/parameter");
  CHECK(statics("impl X { fn f(a: &'static str) {} }") == "reference/parameter*");
  CHECK(statics("trait T { fn f(a: &'static str); }") == "reference/parameter*");
  CHECK(statics("impl Error for E { fn source(&self) -> Option<&(dyn Error + 'static)> { None } }") ==
        "object bound/return type");
}

TEST_CASE("what is built under a condition only is no candidate") {
  CHECK(statics("#[cfg(feature = \"x\")] fn f<F: Send + 'static>(w: F) {}") == "type bound/generics");
  CHECK(statics("#[cfg(unix)] mod m { fn f(x: &'static str) {} }") == "reference/parameter");
  CHECK(statics("#[inline] fn f(x: &'static str) {}") == "reference/parameter*");
}

TEST_CASE("tests, comments and other lifetimes are not found") {
  CHECK(statics("#[test] fn t() { let a: &'static str = \"a\"; }").empty());
  CHECK(statics("// &'static str\nfn f<'a>(a: &'a str, b: &'statically str) { static C: u8 = 1; }").empty());
}

TEST_CASE("each edit weakens one and leaves Rust") {
  CHECK(mutants("fn f(a: &'static str) {}") == std::vector<std::string>{"fn f(a: &str) {}"});
  CHECK(mutants("fn f(a: &'static mut T) {}") == std::vector<std::string>{"fn f(a: &mut T) {}"});
  CHECK(mutants("fn f<T: 'static>() {}") == std::vector<std::string>{"fn f<T>() {}"});
  CHECK(mutants("fn f<T: Send + 'static + Sync>() {}") ==
        std::vector<std::string>{"fn f<T: Send + Sync>() {}"});
  CHECK(mutants("fn f<T: 'static + Send>() {}") == std::vector<std::string>{"fn f<T: Send>() {}"});
  CHECK(mutants("fn f<T>() where T: 'static, U: V {}") ==
        std::vector<std::string>{"fn f<T>() where T: , U: V {}"});
  CHECK(mutants("fn f(a: &(dyn T + 'static)) {}") == std::vector<std::string>{"fn f(a: &(dyn T)) {}"});
  CHECK(mutants("fn f(a: Cow<'static, str>) {}") == std::vector<std::string>{"fn f(a: Cow<'_, str>) {}"});
}

TEST_CASE("several edits are made together") {
  const auto file = parse_clean("fn f<T: 'static>(a: &'static str, b: Box<dyn T + 'static>) {}");
  CHECK(rust_code::without(file, find_static_lifetimes(file)) == "fn f<T>(a: &str, b: Box<dyn T>) {}");
  CHECK(rust_code::without(file, {}) == file.tree().source());
}

TEST_CASE("bytes and lines lead to the lifetime; public items are told") {
  const auto file = parse_clean("\npub fn f(a: &'static str) {}\n");
  const auto uses = find_static_lifetimes(file);
  REQUIRE(uses.size() == 1);
  CHECK(file.tree().text(uses[0].bytes) == "'static");
  CHECK(uses[0].line == 2);
  CHECK(uses[0].is_public);
}
