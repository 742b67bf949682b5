#include <criteria/code_criteria.hpp>
#include <criteria/lints.hpp>
#include <criteria/static_mutants.hpp>

#include "support.hpp"

using namespace criteria;
using namespace criteria_test;

TEST_CASE("an unwrap in library code is a fault with its place; in tests and comments it is none") {
  const auto bad = no_unwrap(library("pub fn f(x: Option<u8>) -> u8 {\n    x.unwrap()\n}\n"));
  CHECK(bad.score == doctest::Approx(0.66));
  CHECK(bad.evidence == std::vector<std::string>{"src/lib.rs:2: `.unwrap()` in `f`"});
  const auto good = no_unwrap(
      library("// x.unwrap()\n#[cfg(test)]\nmod tests {\n #[test]\n fn t() { Some(1).unwrap(); }\n}\n"));
  CHECK(good.score == 1);
  CHECK(good.evidence.empty());
}

TEST_CASE("unwraps that clippy does not see are found") {
  CHECK(
      no_unwrap(
          library("pub fn f(v: Vec<Option<u8>>) -> Vec<u8> { v.into_iter().map(Option::unwrap).collect() }"))
          .score < 1);
  CHECK(no_unwrap(library("macro_rules! get { ($e:expr) => { $e.unwrap() }; }")).score < 1);
}

TEST_CASE("two unwraps on one line count twice") {
  CHECK(
      no_unwrap(library("pub fn f(a: Option<u8>, b: Option<u8>) -> u8 { a.unwrap() + b.unwrap() }")).score ==
      doctest::Approx(0.32));
}

TEST_CASE("expect and unreachable are half a fault, todo the end") {
  CHECK(no_unwrap(library("pub fn f(x: Option<u8>) -> u8 { x.expect(\"set\") }")).score ==
        doctest::Approx(0.83));
  const auto sure = no_unwrap(library("pub fn f() { unreachable!() }"));
  CHECK(sure.score == doctest::Approx(0.83));
  CHECK(mentions(sure.evidence, "src/lib.rs:1: `unreachable!`"));
  CHECK(no_unwrap(library("pub fn f() { todo!() }")).score == 0);
}

TEST_CASE("a lint counts only where syntax has not found the same") {
  const std::string code = "pub fn f(x: Option<u8>) -> u8 { x.unwrap() }\npub fn g() -> u8 { h() }\n";
  cargo::Messages messages;
  const auto add = [&](std::uint64_t begin, std::uint64_t end, std::uint64_t line) {
    cargo::Diagnostic one;
    one.code = "clippy::unwrap_used";
    one.spans.push_back(
        {.file = "src/lib.rs", .line_start = line, .byte_start = begin, .byte_end = end, .primary = true});
    messages.diagnostics.push_back(one);
  };
  const auto at = code.find("x.unwrap()");
  add(at, at + 10, 1);
  CHECK(no_unwrap(library(code), &messages).score == doctest::Approx(0.66));
  add(code.find("h()"), code.find("h()") + 3, 2);
  add(code.find("h()"), code.find("h()") + 3, 2);  // cargo repeats itself
  CHECK(no_unwrap(library(code), &messages).score == doctest::Approx(0.32));
}

TEST_CASE("question mark: manual passing over manual and `?`") {
  const std::string manual =
      "pub fn f(r: Result<u8, E>) -> Result<u8, E> { let v = match r { Ok(v) => v, Err(e) => return Err(e) "
      "}; Ok(v) }\n";
  const std::string tried = "pub fn g(r: Result<u8, E>) -> Result<u8, E> { Ok(r?) }\n";
  CHECK(question_mark(library(manual)).score == 0);
  CHECK(question_mark(library(manual + tried)).score == 0.5);
  CHECK(question_mark(library(tried)).score == 1);
  CHECK(question_mark(library("pub fn f() {}")).score == 1);
}

TEST_CASE("lifetimes: several lints on one line are one fault, and the oracle's are added") {
  const auto sources = library("pub fn f<'a>(x: &'a str) {}\n");
  cargo::Messages messages;
  for (const char* code : {"clippy::needless_lifetimes", "single_use_lifetimes"}) {
    cargo::Diagnostic one;
    one.code = code;
    one.spans.push_back(
        {.file = "src/lib.rs", .line_start = 1, .byte_start = 9, .byte_end = 11, .primary = true});
    messages.diagnostics.push_back(one);
  }
  CHECK(lifetimes(sources, &messages, {}).score == doctest::Approx(0.66));
  CHECK(lifetimes(sources, &messages, {{"src/lib.rs", 3, "`'static`", 0.5}}).score == doctest::Approx(0.49));
  CHECK(lifetimes(sources, nullptr, {}).score == 1);
}

TEST_CASE("each 'static of a parameter gives a mutant, one of a constant none") {
  const auto sources = library(
      "const A: &'static str = \"\";\nfn f(s: &'static str) { let _ = s; }\npub fn g<T: Send + 'static>(_t: "
      "T) {}\n");
  const auto mutants = static_mutants(sources);
  REQUIRE(mutants.size() == 2);
  CHECK(mutants[0].text.contains("fn f(s: &str)"));
  CHECK(mutants[0].fault.weight == 1);
  CHECK(mutants[1].fault.weight == 0.5);
  CHECK(text_of(mutants[1].fault).starts_with("src/lib.rs:3: `'static` that is not needed"));
  CHECK(static_mutants(sources, 1).size() == 1);
  const auto all = without_all(sources, mutants);
  REQUIRE(all.size() == 1);
  CHECK(all[0].text.contains("fn f(s: &str)"));
  CHECK(all[0].text.contains("T: Send>"));
}

TEST_CASE("run B never switches on the lint that disables others") {
  for (const std::string& flag : force_warn_flags()) CHECK(flag != "clippy::question_mark_used");
}

TEST_CASE("below src/ a file is a test where `mod` says so, not by its name") {
  const std::string bad = "pub fn f(o: Option<u8>) -> u8 { o.unwrap() }";
  const auto score = [&](const char* root, const char* path) {
    const Files files{{"src/lib.rs", root}, {path, bad}};
    return criteria::no_unwrap(Sources::parse(files), nullptr).score;
  };
  CHECK(score("mod logic_test;", "src/logic_test.rs") < 1);
  CHECK(score("mod tests;", "src/tests/mod.rs") < 1);
  CHECK(score("#[cfg(test)] mod checks;", "src/checks.rs") == 1);
  CHECK(score("#[cfg(all(test, unix))] mod tests;", "src/tests/mod.rs") == 1);
  CHECK(score("#[cfg(any(test, unix))] mod tests;", "src/tests.rs") < 1);
  CHECK(score("mod a { #[cfg(test)] mod b; }", "src/a/b.rs") == 1);
  CHECK(score("", "core/tests/it.rs") == 1);
  const Files both{{"src/lib.rs", "#[cfg(test)] mod x;"}, {"src/main.rs", "mod x;"}, {"src/x.rs", bad}};
  CHECK(criteria::no_unwrap(Sources::parse(both), nullptr).score < 1);
  const Files nested{{"src/lib.rs", "#[cfg(test)] mod x;"}, {"src/x.rs", "mod y;"}, {"src/x/y.rs", bad}};
  CHECK(criteria::no_unwrap(Sources::parse(nested), nullptr).score == 1);
}

namespace {

// A message of clippy about `text` of `code`.
cargo::Messages said(const std::string& code, const std::string& text, const char* lint) {
  cargo::Diagnostic one;
  one.level = cargo::Level::warning;
  one.code = lint;
  const std::size_t begin = code.find(text);
  cargo::Span span;
  span.file = "src/lib.rs";
  span.line_start = 1;
  span.byte_start = begin;
  span.byte_end = begin + text.size();
  span.primary = true;
  one.spans.push_back(span);
  cargo::Messages messages;
  messages.diagnostics.push_back(one);
  return messages;
}

}  // namespace

TEST_CASE("a method of the crate's own named expect or unwrap counts where clippy says so") {
  const std::string code =
      "impl P { fn expect(&mut self, c: char) -> R { g(c) } fn two(&mut self, a: char) -> R { "
      "self.expect(a)?; "
      "self.expect(a) } }";
  const cargo::Messages silent;
  CHECK(no_unwrap(library(code), &silent).score == 1);
  const auto linted = said(code, "self.expect(a)?", "clippy::expect_used");
  CHECK(no_unwrap(library(code), &linted).score == doctest::Approx(0.83));
  CHECK(no_unwrap(library("fn f(o: Option<u8>) -> u8 { o.expect(why) }"), &silent).score ==
        doctest::Approx(0.83));
}

TEST_CASE("what `#[tokio::main]` writes is not the author's") {
  const std::string code = "#[tokio::main]\nasync fn main() {\n    run().await;\n}\nasync fn run() { x() }";
  const auto written = said(code, "run().await;", "clippy::expect_used");
  CHECK(no_unwrap(library(code), &written).score == 1);
  const auto other = said(code, "x()", "clippy::expect_used");
  CHECK(no_unwrap(library(code), &other).score < 1);
}

TEST_CASE("a lifetime that an `impl Trait` argument needs is no fault") {
  const auto score = [](const std::string& code) {
    const auto lint = said(code, "'a", "single_use_lifetimes");
    return criteria::lifetimes(library(code), &lint, {}).score;
  };
  CHECK(score("fn f<'a>(parts: impl Iterator<Item = &'a str>) {}") == 1);
  CHECK(score("fn f<'a>(part: &'a str) {}") < 1);
  CHECK(score("fn f<'a>(call: impl Fn(&'a str)) {}") < 1);
}
