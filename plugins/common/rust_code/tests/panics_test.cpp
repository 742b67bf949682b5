#include <rust_code/panics.hpp>

#include "parse.hpp"

using rust_code::PanicForm;

namespace {

// "unwrap expect/path panic/macro" in the order of the text.
std::string panics(std::string source) {
  std::string text;
  for (const auto& site : rust_code::find_panics(parse_clean(std::move(source)))) {
    text += (text.empty() ? "" : " ") + std::string(rust_code::name_of(site.kind));
    if (site.form == PanicForm::path) text += "/path";
    if (site.form == PanicForm::in_macro) text += "/macro";
    if (site.in_constant) text += "/const";
    if (site.in_main) text += "/main";
  }
  return text;
}

}  // namespace

TEST_CASE("calls that panic are found, with method, path and macro syntax") {
  CHECK(panics("fn f() { a.unwrap(); b?.c().expect(\"set\"); Option::unwrap(d); e.unwrap_err(); }") ==
        "unwrap expect unwrap unwrap_err");
  CHECK(panics("fn f() { panic!(\"x\"); todo!(); std::unimplemented!(); unreachable!(); }") ==
        "panic todo unimplemented unreachable");
  CHECK(panics("fn f() { x.expect(&format!(\"no {y}\")); x.expect(MESSAGE); x.expect(messages::LOCK); }") ==
        "expect expect expect");
  CHECK(panics("fn f() { x\n  .lock() // poisoned\n  .unwrap() }") == "unwrap");
}

TEST_CASE("what clippy misses is found: functions as values, macro bodies and arguments") {
  CHECK(panics("fn f() { x.map(Option::unwrap).map(Result::<u8, E>::unwrap); }") ==
        "unwrap/path unwrap/path");
  CHECK(panics("macro_rules! get { ($e:expr) => { $e.unwrap() }; () => { panic!(\"no\") } }") ==
        "unwrap/macro panic/macro");
  CHECK(panics("fn f() { println!(\"{}\", a.expect(\"a\")); vec![b.iter().map(Option::unwrap)]; }") ==
        "expect/macro unwrap/macro");
  CHECK(panics("#[cfg(feature = \"rare\")] fn f() { a.unwrap(); }") == "unwrap");
}

TEST_CASE("methods of the same name with another meaning do not count") {
  CHECK(panics("impl P { fn expect(&mut self, t: Token) {} fn unwrap(self) {} }").empty());
  CHECK(
      panics(
          "fn f() { p.expect(Token::Comma)?; p.expect(b','); p.expect(Token::Ident(x)); m!(p.expect('c')); }")
          .empty());
  CHECK(
      panics(
          "fn f() { key.unwrap(&secret, nonce); x.unwrap_or(0); x.unwrap_or_default(); m!(x.unwrap_or(1)); }")
          .empty());
  CHECK(panics("fn f() { assert!(x); debug_assert_eq!(a, b); let unwrap = 1; g(unwrap); }").empty());
  CHECK(panics("#[expect(dead_code)] fn f() {} #[should_panic(expected = \"x\")] fn g() {}").empty());
  CHECK(panics("use helpers::unwrap; use helpers::{expect, panic};").empty());
}

TEST_CASE("comments, documentation, strings and tests do not count") {
  CHECK(panics("/// ```\n/// x.unwrap();\n/// ```\nfn f() { /* y.unwrap() */ g(\"z.unwrap()\"); }").empty());
  CHECK(panics("#[cfg(test)] mod tests { #[test] fn t() { a.unwrap(); panic!(); } }").empty());
  CHECK(panics("fn f() { #[cfg(test)] a.unwrap(); b.unwrap(); }") == "unwrap");
  CHECK(panics("#[cfg_attr(not(miri), test)] fn t() { a.unwrap(); }").empty());
  CHECK(panics("#[cfg_attr(all(feature = \"x\", any(unix, windows)), tokio::test)] fn t() { a.unwrap(); }")
            .empty());
}

TEST_CASE("a function that only claims to be a test counts") {
  CHECK(panics("#[cfg_attr(any(), test)] fn f() { a.unwrap(); }") == "unwrap");
  CHECK(panics("#[cfg_attr(not(all()), test)] fn f() { a.unwrap(); }") == "unwrap");
  CHECK(panics("#[cfg_attr(false, test)] fn f() { a.unwrap(); }") == "unwrap");
  CHECK(panics("#[cfg_attr(test, test)] fn f() { a.unwrap(); }") == "unwrap");
  CHECK(panics("#[cfg_attr(not(test), test)] fn f() { a.unwrap(); }") == "unwrap");
}

TEST_CASE("what a constant's closure does happens when it runs") {
  CHECK(panics("static P: LazyLock<u8> = LazyLock::new(|| env::var(\"P\").unwrap().len());") == "unwrap");
}

TEST_CASE("a panic that the compiler would meet, and those of main, are marked") {
  CHECK(panics("const N: NonZeroU8 = NonZeroU8::new(3).unwrap(); fn f() { const { g().unwrap() } }") ==
        "unwrap/const unwrap/const");
  CHECK(panics("fn main() { run().unwrap(); } mod m { fn main() { a.unwrap(); } }") == "unwrap/main unwrap");
}
