#include <rust_code/boxed_errors.hpp>

#include "parse.hpp"

using rust_code::find_boxed_errors;

namespace {

std::size_t count(std::string source) { return find_boxed_errors(parse(std::move(source))).size(); }
bool is_found(const std::string& type) { return count("fn f() -> Result<(), " + type + "> { g() }") == 1; }

}  // namespace

TEST_CASE("boxed errors are found under every spelling") {
  CHECK(is_found("Box<dyn Error>"));
  CHECK(is_found("Box<dyn std::error::Error + Send + Sync + 'static>"));
  CHECK(is_found("Box<dyn Send + Sync + core::error::Error>"));
  CHECK(is_found("std::boxed::Box<(dyn error::Error + 'static)>"));
  CHECK(is_found("Arc<dyn Error + Send>"));
  CHECK(is_found("std::rc::Rc<dyn Error>"));
  CHECK(
      count("fn f() { let e = Box::<dyn Error>::from(\"x\"); let r = g() as Result<(), Box<dyn Error>>; }") ==
      2);
}

TEST_CASE("renames of the trait and of the pointer are followed") {
  CHECK(count("use std::error::Error as StdError; fn f() -> Box<dyn StdError> { g() }") == 1);
  CHECK(count("use std::{io, error::{self, Error as E}}; fn f() -> Box<dyn E + Send> { g() }") == 1);
  CHECK(count("use std::boxed::Box as B; fn f() -> B<dyn Error> { g() }") == 1);
  CHECK(count("use std::fmt::Display as E; fn f() -> Box<dyn E> { g() }") == 0);
  CHECK(count("use std::error::Error; fn f() -> Box<Error> { g() }") == 1);
  CHECK(count("use std::error; fn f() -> Box<error::Error + Send> { g() }") == 1);
}

TEST_CASE("other types are not found") {
  CHECK_FALSE(is_found("Box<Error>"));
  CHECK_FALSE(is_found("Box<dyn Display>"));
  CHECK_FALSE(is_found("Vec<dyn Error>"));
  CHECK_FALSE(is_found("Box<MyError>"));
  CHECK(count("fn source(&self) -> Option<&(dyn Error + 'static)> { None }") == 0);
  CHECK(count("trait Error {} fn f() -> Box<dyn Error> { g() }") == 0);
  CHECK(count("// Box<dyn Error>\nfn f() { g(\"Box<dyn Error>\") }") == 0);
}

TEST_CASE("an error inside another boxed type is found once") {
  CHECK(count("type F = Box<dyn Fn(u8) -> Result<(), Box<dyn Error>>>;") == 1);
  CHECK(count("type F = Box<dyn Stream<Item = Box<dyn Error>> + Send>;") == 1);
}

TEST_CASE("an alias counts where it is defined, tests never") {
  const auto found = find_boxed_errors(
      parse("pub type Result<T> = std::result::Result<T, Box<dyn Error>>;\npub fn f() -> Result<u8> { g() }\n"
            "fn main() -> Result<(), Box<dyn Error>> { h() }\n#[test] fn t() -> Result<(), Box<dyn Error>> { "
            "i() }\n"));
  REQUIRE(found.size() == 2);
  CHECK(found[0].is_alias);
  CHECK(found[0].is_public);
  CHECK(found[0].line == 1);
  CHECK(found[1].in_main);
  CHECK_FALSE(found[1].is_alias);
  CHECK_FALSE(found[1].is_public);
}
