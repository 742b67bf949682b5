#include <rust_code/boxed_errors.hpp>
#include <rust_code/compare.hpp>
#include <rust_code/crates_used.hpp>
#include <rust_code/error_handling.hpp>
#include <rust_code/panics.hpp>
#include <rust_code/public_api.hpp>
#include <rust_code/split.hpp>
#include <rust_code/static_lifetimes.hpp>
#include <rust_code/unsafe_code.hpp>

#include "parse.hpp"

using rust_code::list_items;

namespace {

std::string repeat(std::string_view text, int count) {
  std::string result;
  for (int i = 0; i < count; ++i) result += text;
  return result;
}

void ask_everything(const std::string& source) {
  const auto file = parse(source);
  list_items(file);
  rust_code::split_tests(file);
  CHECK(rust_code::compare(file, file).changed.empty());
  rust_code::public_api(file);
  rust_code::find_panics(file);
  rust_code::find_manual_passes(file);
  rust_code::find_boxed_errors(file);
  rust_code::find_unsafe(file);
  rust_code::find_static_lifetimes(file);
  rust_code::crates_used(file);
}

}  // namespace

TEST_CASE("a hundred thousand levels of nesting overflow nothing") {
  constexpr int depth = 100'000;
  for (const std::string& source : {
           "fn f() { let x = " + repeat("(", depth) + "1" + repeat(")", depth) + "; }",
           repeat("(", depth),
           repeat("{", depth),
           "fn f() { m!" + repeat("(", depth) + repeat(")", depth) + " }",
           "fn f() { x" + repeat(".a()", depth) + " }",
           repeat("mod a{", depth),
           repeat("fn a(){if let Err(e)=x{return Err(e);}", depth / 10),
           "use " + repeat("a::{b,", depth),
           "fn f() { " + repeat("x.expect(x.expect(g).h(", depth / 10),
           "type A = " + repeat("dyn Error + ", depth) + "'static;",
           "fn f() { " + repeat("unsafe { /* SAFETY: */ ", depth / 10),
           "fn f() { " + repeat("a::", depth) + "b; }",
           "fn f() { " + repeat("match x { Ok(v) => v, Err(e) => ", depth / 10),
           "#[cfg" + repeat("(not", depth) + "]fn f(){}",
           repeat("const A: () = {", depth),
           "type A = " + repeat("Box<", depth) + repeat(">", depth) + ";",
       }) {
    ask_everything(source);
  }
}

TEST_CASE("names and paths of any length do not multiply") {
  const std::string name(20'000, 'n');
  std::string source;
  for (int i = 0; i < 200; ++i) source += "mod " + name + "{fn f(){}";
  for (const auto& item : list_items(parse(source))) {
    CHECK(item.name.size() <= 256);
    CHECK(item.path.size() <= 1024);
  }
}

TEST_CASE("broken code still shows the items around the break") {
  const auto items =
      list_items(parse("fn a() { 1 +++ }\nfn b(x: u8) -> u8 { x }\nstruct S { x: }\nfn c() {}\n"));
  std::string names;
  for (const auto& item : items) names += item.name + " ";
  CHECK(names.contains("a "));
  CHECK(names.contains("b "));
  CHECK(names.contains("c "));
}

TEST_CASE("bytes that are no UTF-8, NULs and a byte order mark are taken") {
  using namespace std::string_literals;
  CHECK(list_items(parse("fn a() { \"\xff\xfe\"; }\nfn b() {}\n")).size() == 2);
  CHECK_FALSE(list_items(parse("fn a() {}\0fn b() {}"s)).empty());
  CHECK(list_items(parse("\xef\xbb\xbf"
                         "fn a() {}"))
            .size() == 1);
  ask_everything("\x80\x80\x80\xc3");
}

TEST_CASE("a file cut anywhere is taken") {
  const std::string source =
      "#[cfg(test)]\nmod t { #[test] fn a() -> Result<(), Box<dyn Error>> { let x = m!(\"a\\n\", 'b'); } }\n"
      "/// d\nimpl<T> A for &'static [T] where T: 'static { unsafe fn f() { r#\"x\"# /* c */ } }\n";
  for (std::size_t size = 0; size <= source.size(); ++size) ask_everything(source.substr(0, size));
}
