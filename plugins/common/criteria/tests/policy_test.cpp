#include <criteria/policy.hpp>

#include "support.hpp"

using namespace criteria;
using namespace criteria_test;

namespace {

double silenced(const std::string& code) { return weight_of(silenced_lints(library(code), {})); }

bool games(const std::string& code) { return !gaming(library(code)).empty(); }

}  // namespace

TEST_CASE("a silenced lint needs a reason and must be a narrow one") {
  CHECK(silenced("#[allow(dead_code)]\nfn f() {}") == 1);
  CHECK(silenced("#[expect(dead_code, reason = \"used by the next release\")]\nfn f() {}") == 0);
  CHECK(silenced("#[allow(clippy::all, reason = \"noise\")]\nfn f() {}") == 1);
  CHECK(silenced("#[allow( clippy :: unwrap_used , reason = \"x\")]\nfn f() {}") == 1);
  CHECK(silenced("#![allow(warnings)]\nfn f() {}") == 1);
  CHECK(silenced("#![allow(dead_code, reason = \"x\")]\nfn f() {}") == 1);
  CHECK(silenced("#[cfg_attr(all(), allow(unused))]\nfn f() {}") == 1);
  CHECK(silenced("#![cfg_attr(test, allow(clippy::unwrap_used))]\nfn f() {}") == 0);
  CHECK(silenced("#![cfg_attr(not(test), allow(clippy::unwrap_used))]\nfn f() {}") == 1);
  CHECK(silenced("#[warn(missing_docs)]\nfn f() {}\n// #[allow(x)]\n") == 0);
  CHECK(silenced("#[cfg(test)]\nmod tests {\n#[allow(dead_code)]\nfn f() {}\n}") == 0);
}

TEST_CASE("[lints] that allow are faults, those that deny are none") {
  const Files files{{"Cargo.toml",
                     "[package]\nname=\"a\"\n[lints.clippy]\nunwrap_used = \"allow\"\ntodo = "
                     "\"deny\"\n[lints.rust]\nunused = { level = \"allow\", priority = -1 }\n"}};
  const auto faults = silenced_lints({}, Manifests::parse(files));
  REQUIRE(faults.size() == 2);
  CHECK(mentions(faults, "Cargo.toml:4: [lints] allows `clippy::unwrap_used`"));
}

TEST_CASE("unsafe is a fault where the task needs none, else where it has no SAFETY comment") {
  const auto bare = library("pub fn f(p: *const u8) -> u8 { unsafe { *p } }");
  const auto said = library(
      "pub fn f(p: *const u8) -> u8 {\n    // SAFETY: the caller gives a valid pointer.\n    unsafe { *p "
      "}\n}");
  CHECK(unsafe_faults(bare, true).size() == 1);
  CHECK(unsafe_faults(said, true).empty());
  CHECK(unsafe_faults(said, false).size() == 1);
}

TEST_CASE("boxed and stringly errors say nothing") {
  CHECK(vague_errors(library("pub fn f() -> Result<(), Box<dyn std::error::Error>> { Ok(()) }")).size() == 1);
  CHECK(vague_errors(library("pub fn f() -> Result<u8, String> { Ok(1) }")).size() == 1);
  CHECK(vague_errors(library("pub fn f() -> Result<Vec<u8>, &'static str> { Ok(vec![]) }")).size() == 1);
  CHECK(vague_errors(library("fn f() -> Result<u8, String> { Ok(1) }")).empty());
  CHECK(
      vague_errors(library("pub fn f() -> Result<String, E> { g() }\npub fn h() -> Option<String> { None }"))
          .empty());
  CHECK(vague_errors(library("fn main() -> Result<(), Box<dyn std::error::Error>> { Ok(()) }")).empty());
}

TEST_CASE("code that reaches past the tests is named") {
  CHECK(games("#[unsafe(link_section = \".init_array\")]\nstatic A: extern \"C\" fn() = f;"));
  CHECK(games("#[used]\nstatic A: u8 = 0;"));
  CHECK(games("#[no_mangle]\npub extern \"C\" fn main() {}"));
  CHECK(games("macro_rules! m { () => { #[link_section = \".init_array\"] static A: u8 = 0; } }"));
  CHECK(games("#[cfg_attr(all(), path = \"/tmp/x.rs\")]\nmod x;"));
  CHECK(games("const S: &str = include_str!(\"../tests/hidden.rs\");"));
  CHECK(games("fn f() { println!(\"{}\", include_str!(\"../../a\")); }"));
  CHECK_FALSE(games("fn f(used: u8, path: &str) -> u8 { let x = path; used }"));
  CHECK_FALSE(
      games("#[derive(Debug)]\nstruct S { include: bool }\nfn g(s: S) { println!(\"{}\", s.include); }"));
}

TEST_CASE("what only looks like a trick is left alone") {
  CHECK_FALSE(
      games("#[derive(Error)]\nenum E { #[error(\"no {path}\", path = path.display())] Open { path: P } }"));
  CHECK_FALSE(games("fn f(ctor: &str) -> Vec<&str> { vec![ctor, ctor.trim()] }"));
  CHECK_FALSE(games("#[error(\"{used}\", used = self.used)]\nstruct S;"));
  CHECK_FALSE(games("#![doc = include_str!(\"../README.md\")]"));
  CHECK_FALSE(games("#[cfg(test)] mod t { fn f() { assert_eq!(include_bytes!(\"data.bin\"), b\"x\"); } }"));
  CHECK(games("#[ctor::ctor]\nfn early() {}"));
  CHECK(games("macro_rules! m { () => { #[ctor] fn early() {} #[path = \"/x\"] mod x; } }"));
  CHECK(games("const S: &str = include_str!(\"../../../etc/passwd\");"));
  CHECK(games("const S: &str = include_str!(\"/etc/passwd\");"));
  CHECK(games("const S: &str = include_str!(concat!(\"..\", \"/tests/x\"));"));
  CHECK(games("include!(\"rest.in\");"));
}

TEST_CASE("a library that asks for the running program or ends it is named; a program may") {
  CHECK(games("fn f() { let me = std::env::current_exe(); }"));
  CHECK(games("fn f() -> ! { std::process::exit(0) }"));
  CHECK(games("use std::process::{self, abort};"));
  CHECK_FALSE(games("#[cfg(test)] mod t { fn f() { std::process::exit(1) } }"));
  CHECK_FALSE(games("fn exit(door: u8) {} fn f() { exit(1); self.abort(); handle.abort(); }"));
  const Files files{{"Cargo.toml", "[package]\nname=\"a\"\nedition=\"2024\"\n"},
                    {"src/lib.rs", ""},
                    {"src/main.rs", "fn main() { std::process::exit(a::run()); }"}};
  CHECK(gaming(Sources::parse(files), Manifests::parse(files)).empty());
}

TEST_CASE("strings within the value of a result are no errors") {
  CHECK(vague_errors(library("pub fn f() -> io::Result<BTreeMap<String, String>> { g() }")).empty());
  CHECK(vague_errors(library("pub fn f() -> Result<(u8, String), E> { g() }")).empty());
  CHECK(vague_errors(library("pub fn f() -> Result<BTreeMap<String, u8>, String> { g() }")).size() == 1);
}
