#include <rust_code/public_api.hpp>

#include "parse.hpp"

using rust_code::api_changes;
using rust_code::public_api;

namespace {

// All keys and signatures, for comparing as a whole.
std::string api(std::string source) {
  std::string text;
  for (const auto& [key, signatures] : public_api(parse(std::move(source)))) {
    for (const auto& signature : signatures) text += key + ": " + signature + "\n";
  }
  return text;
}

}  // namespace

TEST_CASE("only what is pub all the way up is public") {
  CHECK(api("pub fn a(x: u8) -> u8 { x } fn b() {} pub(crate) fn c() {}") ==
        "function a: pub fn a(x: u8) -> u8\n");
  CHECK(api("mod m { pub fn a() {} } pub mod n { pub fn b() {} }") ==
        "function n::b: pub fn b()\nmodule n: pub mod n\n");
  CHECK(api("#[cfg(test)] pub mod tests { pub fn a() {} }").empty());
  CHECK(api("pub fn a() { pub fn b() {} }") == "function a: pub fn a()\n");
}

TEST_CASE("traits bring their items, impls their pub ones") {
  CHECK(api("pub trait T { fn f(&self); } trait U { fn g(); }") ==
        "function T::f: fn f(&self)\ntrait T: pub trait T\n");
  CHECK(api("pub struct S; impl S { pub fn a() {} fn b() {} }") ==
        "function S::a: pub fn a()\nstruct S: pub struct S\n");
  CHECK(api("struct S; impl S { pub fn a() {} } impl Drop for S { fn drop(&mut self) {} }").empty());
  CHECK(api("pub struct S; impl Clone for S { fn clone(&self) -> S { S } }") ==
        "impl <S as Clone>: impl Clone for S\nstruct S: pub struct S\n");
}

TEST_CASE("fields show as far as they are public; variants always") {
  CHECK(api("pub struct S { pub b: u8, a: u8, pub(crate) c: u8 }") ==
        "struct S: pub struct S { pub b: u8, .. }\n");
  CHECK(api("pub struct S(pub u8, u16);") == "struct S: pub struct S (pub u8, _)\n");
  CHECK(api("pub enum E { A, B(u8) }") == "enum E: pub enum E { A, B(u8) }\n");
}

TEST_CASE("exported macros and uses are public") {
  CHECK(api("mod m { #[macro_export] macro_rules! a { () => {} } } macro_rules! b { () => {} } pub use x::y; "
            "use z;") == "macro m::a: macro_rules! a\nuse x::y: pub use x::y\n");
}

TEST_CASE("changes are told by path") {
  const auto before =
      public_api(parse("pub fn a() {} pub fn b() {} pub struct S { x: u8 } pub const C: u8 = 1;"));
  const auto after =
      public_api(parse("pub fn a(x: u8) {} pub fn c() {} pub struct S { y: u16 } pub const C: u8 = 2;"));
  const auto changes = api_changes(before, after);
  CHECK(changes.added == std::vector<std::string>{"function c"});
  CHECK(changes.removed == std::vector<std::string>{"function b"});
  CHECK(changes.changed == std::vector<std::string>{"function a"});
  CHECK(api_changes(before, before).empty());
}
