#include <algorithm>

#include <rust_code/items.hpp>

#include "parse.hpp"

using rust_code::Item;
using rust_code::ItemKind;
using rust_code::list_items;
using rust_code::Visibility;

namespace {

const Item& find(const std::vector<Item>& items, std::string_view path) {
  const auto found = std::ranges::find(items, path, &Item::path);
  REQUIRE_MESSAGE(found != items.end(), path);
  return *found;
}

bool is_test(std::string source, std::string_view path) {
  const auto items = list_items(parse_clean(std::move(source)));
  return find(items, path).is_test;
}

constexpr const char* server = R"(//! A small server.
use std::{fmt, io::{self, Read as _}};
extern crate alloc as heap;

/// Where it listens.
#[derive(Debug, Clone)]
pub struct Config<T = u16> {
    pub port: T,
}

pub(crate) enum State { Idle, Busy(u32) }

const LIMIT: usize = 4 * 1024;
pub static NAME: &str = "server";
type Shared = std::sync::Arc<State>;

pub trait Handler {
    type Output;
    fn handle(&self, input: &[u8]) -> Self::Output;
    fn name(&self) -> String { String::from("?") }
}

impl<T: Copy> Config<T> {
    // The port.
    pub async unsafe fn port(
        &self, // self
        fallback: Option<T>,
    ) -> T
    where
        T: Default,
    {
        fn helper() {}
        self.port
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.write_str("state") }
}

mod net {
    pub mod tcp {
        pub(super) fn dial() {}
    }
}

#[macro_export]
macro_rules! shout { ($x:expr) => { println!("{}!", $x) }; }

thread_local! { static DEPTH: u32 = 0; }

unsafe extern "C" { fn getpid() -> i32; }
)";

}  // namespace

TEST_CASE("items of every kind are found with their paths") {
  const auto items = list_items(parse_clean(server));
  CHECK(find(items, "std::{fmt, io::{self, Read as _}}").kind == ItemKind::use);
  CHECK(find(items, "alloc").kind == ItemKind::extern_crate);
  CHECK(find(items, "Config").kind == ItemKind::structure);
  CHECK(find(items, "State").kind == ItemKind::enumeration);
  CHECK(find(items, "LIMIT").kind == ItemKind::constant);
  CHECK(find(items, "NAME").kind == ItemKind::static_variable);
  CHECK(find(items, "Shared").kind == ItemKind::type_alias);
  CHECK(find(items, "Handler").kind == ItemKind::trait);
  CHECK(find(items, "Handler::Output").kind == ItemKind::type_alias);
  CHECK(find(items, "Handler::handle").kind == ItemKind::function);
  CHECK(find(items, "Config::port").kind == ItemKind::function);
  CHECK(find(items, "<State as fmt::Display>").kind == ItemKind::impl);
  CHECK(find(items, "<State as fmt::Display>::fmt").kind == ItemKind::function);
  CHECK(find(items, "net::tcp::dial").kind == ItemKind::function);
  CHECK(find(items, "shout").kind == ItemKind::macro_definition);
  CHECK(find(items, "thread_local").kind == ItemKind::macro_call);
  CHECK(find(items, "extern \"C\"::getpid").kind == ItemKind::function);
}

TEST_CASE("an impl of a trait is told with the arguments that make its type another one") {
  const auto name = [](std::string source) {
    return list_items(parse_clean(std::move(source))).front().name;
  };
  CHECK(name("impl Default for Box<Value> {}") == "<Box<Value> as Default>");
  CHECK(name("impl<T> Default for List<Vec<T>> {}") == "<List<Vec<T>> as Default>");
  CHECK(name("impl<'a> Default for Slice<'static> {}") == "<Slice<'static> as Default>");
  CHECK(name("impl<T: Clone, const N: usize> Default for io::List<T, N> {}") == "<io::List as Default>");
  CHECK(name("impl<'a, T> Extend<T> for Slice<'a, '_, T> {}") == "<Slice as Extend<T>>");
  CHECK(name("impl List<u8> {}") == "List");
}

TEST_CASE("a signature has no body, no comments and no attributes") {
  const auto items = list_items(parse_clean(server));
  CHECK(find(items, "Config").signature == "pub struct Config<T = u16>");
  CHECK(find(items, "LIMIT").signature == "const LIMIT: usize");
  CHECK(find(items, "Shared").signature == "type Shared = std::sync::Arc<State>");
  CHECK(find(items, "Handler::handle").signature == "fn handle(&self, input: &[u8]) -> Self::Output");
  CHECK(find(items, "Config::port").signature ==
        "pub async unsafe fn port( &self, fallback: Option<T>, ) -> T where T: Default,");
}

TEST_CASE("visibility, attributes, lines and nesting are told") {
  const auto file = parse_clean(server);
  const auto items = list_items(file);
  const Item& config = find(items, "Config");
  CHECK(config.visibility == Visibility::everywhere);
  CHECK(config.attributes == std::vector<std::string>{"derive(Debug, Clone)"});
  CHECK(config.first_line == 7);
  CHECK(config.last_line == 9);
  CHECK(file.tree().text(config.whole).starts_with("/// Where it listens.\n#[derive"));
  CHECK(find(items, "State").visibility == Visibility::restricted);
  CHECK(find(items, "net::tcp::dial").visibility == Visibility::restricted);
  CHECK(find(items, "LIMIT").visibility == Visibility::inherited);
  const Item& helper = find(items, "Config::port::helper");
  CHECK(helper.is_local);
  REQUIRE(helper.container.has_value());
  CHECK(items[*helper.container].path == "Config::port");
  CHECK(file.tree().text(find(items, "Handler::name").body) == "{ String::from(\"?\") }");
  CHECK(find(items, "Handler::handle").body == rust_code::ByteRange{});
}

TEST_CASE("a comment apart from an item, or at the end of a line of code, is not the item's") {
  const auto file = parse_clean("fn a() {} // about a\nfn b() {}\n\n// a section\n\n// about c\nfn c() {}\n");
  const auto items = list_items(file);
  CHECK(file.tree().text(find(items, "b").whole) == "fn b() {}");
  CHECK(file.tree().text(find(items, "c").whole) == "// about c\nfn c() {}");
}

TEST_CASE("tests are known by cfg(test), in all its spellings, and not by its opposite") {
  CHECK(is_test("#[cfg(test)] mod tests { fn helper() {} }", "tests::helper"));
  CHECK(is_test("#[cfg(all(unix, test))] fn f() {}", "f"));
  CHECK(is_test("#[cfg(any(test, all(test, windows)))] fn f() {}", "f"));
  CHECK(is_test("#[cfg(not(not(test)))] fn f() {}", "f"));
  CHECK(is_test("#[cfg(not(any(not(test), miri)))] fn f() {}", "f"));
  CHECK(is_test("mod m {\n    #![cfg(test)]\n    fn f() {}\n}", "m::f"));
  CHECK(is_test("#[cfg(test)]\nuse std::fs;", "std::fs"));
  CHECK_FALSE(is_test("#[cfg(not(test))] fn f() {}", "f"));
  CHECK_FALSE(is_test("#[cfg(any(test, feature = \"testing\"))] fn f() {}", "f"));
  CHECK_FALSE(is_test("#[cfg(feature = \"test\")] fn f() {}", "f"));
  CHECK_FALSE(is_test("#[cfg_attr(test, derive(Debug))] struct S;", "S"));
  CHECK_FALSE(is_test("mod tests { fn f() {} }", "tests::f"));
}

TEST_CASE("tests are known by the attribute that makes them one") {
  CHECK(is_test("#[test] fn f() {}", "f"));
  CHECK(is_test("/// Doc.\n#[tokio::test(flavor = \"multi_thread\")]\n#[ignore]\nasync fn f() {}", "f"));
  CHECK(is_test("#[rstest] #[case(1)] fn f(#[case] x: u8) {}", "f"));
  CHECK(is_test("#[test_case(1; \"one\")] fn f(x: u8) {}", "f"));
  CHECK(is_test("#[cfg_attr(not(target_arch = \"wasm32\"), tokio::test)] async fn f() {}", "f"));
  CHECK(is_test("#[bench] fn f(b: &mut Bencher) {}", "f"));
  CHECK(is_test("proptest! { #[test] fn f(x in 0..9u8) { prop_assert!(x < 9); } }", "proptest"));
  CHECK(is_test("each_backend! { #[tokio::test] async fn reads() {} }", "each_backend"));
  CHECK(is_test("macro_rules! case { ($n:ident) => { #[test] fn $n() {} }; }", "case"));
  CHECK_FALSE(is_test("#[macro_export] macro_rules! case { ($n:ident) => { #[test] fn $n() {} }; }", "case"));
  CHECK_FALSE(is_test("#[tokio::main] async fn main() {}", "main"));
  CHECK_FALSE(is_test("#[inline] fn attest() {}", "attest"));
  CHECK_FALSE(is_test("cfg_if! { if #[cfg(test)] { fn a() {} } }", "cfg_if"));
}

TEST_CASE("a file among tests is a test throughout") {
  for (const Item& item : list_items(parse("fn helper() {}", rust_code::Role::test))) CHECK(item.is_test);
  using rust_code::role_of_path;
  CHECK(role_of_path("tests/it/main.rs") == rust_code::Role::test);
  CHECK(role_of_path("crates/a/benches/b.rs") == rust_code::Role::test);
  CHECK(role_of_path("fuzz/parse.rs") == rust_code::Role::test);
  CHECK(role_of_path("src/tests.rs") == rust_code::Role::test);
  CHECK(role_of_path("src/parser_tests.rs") == rust_code::Role::test);
  CHECK(role_of_path("src/attests/latest.rs") == rust_code::Role::source);
  CHECK(role_of_path("src/testing.rs") == rust_code::Role::source);
}

TEST_CASE("what stands in the value of a constant is local") {
  CHECK(find(list_items(parse_clean("const _: () = { struct Probe; };")), "_::Probe").is_local);
}
