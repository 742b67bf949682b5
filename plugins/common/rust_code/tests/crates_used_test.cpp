#include <rust_code/crates_used.hpp>

#include "parse.hpp"

namespace {

// "name! other/test": `!` certain, `/test` only in tests; by name.
std::string crates(std::string source) {
  std::string text;
  for (const auto& [name, use] : rust_code::crates_used(parse_clean(std::move(source)))) {
    text +=
        (text.empty() ? "" : " ") + name + (use.is_certain ? "!" : "") + (use.only_in_tests ? "/test" : "");
  }
  return text;
}

}  // namespace

TEST_CASE("imports name crates, in lists and behind renames too") {
  CHECK(crates("use serde::{Deserialize, de::{self, Error as _}}; pub use anyhow::Result; use regex;") ==
        "anyhow regex serde");
  CHECK(crates("use {tokio::fs, tracing::{info, warn}}; use rand as random;") == "rand tokio tracing");
  CHECK(crates("extern crate libc; #[macro_use] extern crate log as logging;") == "libc! log!");
  CHECK(crates("use ::bytes::Bytes; use ::{http::Uri, url};") == "bytes! http! url!");
}

TEST_CASE("paths in code, types, attributes and macros name crates") {
  CHECK(crates("fn f(a: chrono::NaiveDate) -> anyhow::Result<()> { rand::random::<u8>(); Ok(()) }") ==
        "anyhow chrono rand");
  CHECK(crates("#[tokio::main] async fn main() {} #[derive(Debug, thiserror::Error)] enum E {}") ==
        "thiserror tokio");
  CHECK(crates("fn f() { serde_json::json!({ \"a\": uuid::Uuid::new_v4(), \"b\": ::url::parse() }); }") ==
        "serde_json url! uuid");
}

TEST_CASE("the standard library, primitives, tools and own names are no crates") {
  CHECK(crates("use std::fmt; use core::mem; use crate::a::B; use self::c; use super::d;").empty());
  CHECK(crates("use std::{fs, io}; fn f() { fs::read(io::stdin()); u32::from_str(x); str::from_utf8(y); }")
            .empty());
  CHECK(crates("mod net; use net::Client; fn f() { net::dial(); vec![net::dial()] }").empty());
  CHECK(crates("#[allow(clippy::all)] #[rustfmt::skip] fn f() { Self::g(); T::h(); }").empty());
  CHECK(crates("use tokio as rt; fn f() { rt::spawn(g()); }") == "tokio");
  CHECK(crates("// rand::random()\nfn f() { g(\"rand::random()\"); }").empty());
}

TEST_CASE("a crate with an item of its own name is still found") {
  CHECK(crates("use itertools::itertools; use log::log;") == "itertools log");
}

TEST_CASE("use in tests alone is told apart, and the line outside tests wins") {
  CHECK(crates("#[cfg(test)] mod tests { use proptest::prelude::*; }") == "proptest/test");
  const auto used =
      rust_code::crates_used(parse("#[test]\nfn t() { rand::random(); }\nfn f() { rand::random(); }\n"));
  REQUIRE(used.contains("rand"));
  CHECK_FALSE(used.at("rand").only_in_tests);
  CHECK(used.at("rand").first_line == 3);
}
