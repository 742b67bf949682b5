#include <doctest/doctest.h>

#include "proof/cargo_words.hpp"
#include "proof/remedy.hpp"
#include "proof/scope.hpp"
#include "proof/source_folder.hpp"
#include "proof/test_outcome.hpp"

using git_miner::read_test_outcome;

namespace {

std::string program(const std::string& name, const std::string& results, const std::string& end) {
  return "     Running unittests src/lib.rs (/target/debug/deps/" + name + "-0123456789abcdef)\n\n" +
         results + "\n" + end + "\n";
}

git_miner::ChangeSet changing(const std::vector<std::string>& paths) {
  git_miner::ChangeSet set;
  for (const auto& path : paths) {
    git_miner::ChangedFile file;
    file.change.after.path = path;
    file.is_rust = path.ends_with(".rs");
    file.is_manifest = path.ends_with("Cargo.toml");
    set.files.push_back(std::move(file));
  }
  return set;
}

}  // namespace

TEST_CASE("tests are told apart by program and name, and doctests move with their lines") {
  const std::string ok =
      "test result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n";
  const auto before =
      read_test_outcome(program("a", "running 1 test\ntest tests::one ... ok\n", ok) +
                        program("b", "running 1 test\ntest tests::one ... ok\n", ok) +
                        "   Doc-tests a\n\nrunning 1 test\ntest src/lib.rs - add (line 2) ... ok\n\n" + ok);
  CHECK(before.passed.size() == 3);
  CHECK(before.is_whole);
  const auto after =
      read_test_outcome(program("a", "running 1 test\ntest tests::one ... ok\n", ok) +
                        "   Doc-tests a\n\nrunning 1 test\ntest src/lib.rs - add (line 9) ... ok\n\n" + ok);
  CHECK(git_miner::first_lost(before.passed, after.passed) == "b unittests src/lib.rs: tests::one");
}

TEST_CASE("a test that moved is not lost, one that was renamed is") {
  CHECK(git_miner::first_lost({{"a x: tests::one", 1}}, {{"a x: parse::tests::one", 1}}).empty());
  CHECK_FALSE(git_miner::first_lost({{"a x: tests::one", 1}}, {{"a x: tests::two", 1}}).empty());
}

TEST_CASE("a program that a test ended does not count as passed") {
  CHECK_FALSE(read_test_outcome(program("a", "running 2 tests\ntest tests::one ... ok\n", "")).is_whole);
}

TEST_CASE("cargo is told the packages that hold the change") {
  std::vector<cargo::Package> packages{{.name = "root", .folder = "/src", .is_default = true},
                                       {.name = "a", .folder = "/src/crates/a"},
                                       {.name = "ab", .folder = "/src/crates/ab"},
                                       {.name = "c", .folder = "/src/crates/c"},
                                       {.name = "d", .folder = "/src/crates/d"}};
  CHECK(scope_of(packages, changing({"crates/a/src/lib.rs"})).flags() == " -p a");
  CHECK(scope_of(packages, changing({"crates/ab/src/lib.rs", "crates/c/Cargo.toml"})).flags() ==
        " -p ab -p c");
  CHECK(scope_of(packages, changing({"src/lib.rs"})).flags().empty());
  CHECK(scope_of(packages, changing({"README.md"})).packages.empty());
  packages.resize(3);
  CHECK(scope_of(packages, changing({"crates/a/src/lib.rs"})).flags() == " --workspace");
  packages.resize(1);
  CHECK(scope_of(packages, changing({"src/lib.rs"})).flags().empty());
}

TEST_CASE("paths and words of others are read with care") {
  CHECK(git_miner::is_inside("a b/c.rs"));
  for (const char* path : {"", "/a", "a//b", "../a", "a/..", "a/.git/config", "a/.GIT"})
    CHECK_FALSE(git_miner::is_inside(path));
  CHECK(
      git_miner::wants_nightly("error[E0554]: `#![feature]` may not be used on the stable release channel"));
  CHECK(git_miner::wants_newer_rust("error: rustc 1.95.0 is not supported by the following package:"));
  CHECK(git_miner::first_error("   Compiling a\nerror[E0425]: cannot find x\n  --> y") ==
        "error[E0425]: cannot find x");
}

TEST_CASE(
    "old code is helped where lints or crates from elsewhere keep it from building, not where it is wrong "
    "itself") {
  using git_miner::Remedy;
  const auto error = [](const std::string& code, const std::string& file) {
    return cargo::Diagnostic{.level = cargo::Level::error,
                             .code = code,
                             .message = "no",
                             .spans = {{.file = file, .primary = true}}};
  };
  const auto remedy = [](std::vector<cargo::Diagnostic> diagnostics) {
    diagnostics.push_back({.level = cargo::Level::error, .message = "aborting due to previous errors"});
    return git_miner::remedy_of_build({.diagnostics = std::move(diagnostics)});
  };
  const std::string crate = "/cargo/registry/src/index/old-0.1.0/src/lib.rs";
  CHECK(remedy({error("missing_docs", "src/lib.rs"), error("clippy::all", "src/lib.rs")}) ==
        Remedy::warning_lints);
  CHECK(remedy({error("E0642", crate)}) == Remedy::newer_crates);
  CHECK_FALSE(remedy({error("E0425", "src/lib.rs")}));
  CHECK_FALSE(remedy({error("missing_docs", "src/lib.rs"), error("E0425", "src/lib.rs")}));
  CHECK_FALSE(remedy({error("E0642", crate), error("E0425", "src/lib.rs")}));
  CHECK_FALSE(remedy({error("", "src/lib.rs")}));  // a syntax error
  CHECK_FALSE(remedy({}));
}

TEST_CASE("programs that end for what a crate from elsewhere does are helped by a newer one") {
  const std::string lock =
      "[[package]]\nname = \"demo\"\nversion = \"0.1.0\"\n\n[[package]]\nname = \"walk-dir\"\nversion = "
      "\"1.0.0\"\nsource = \"registry+https://github.com/rust-lang/crates.io-index\"\n";
  const auto remedy = [&](const std::string& type) {
    return git_miner::remedy_of_tests(
        "attempted to leave type `" + type + "` uninitialized, which is invalid\n", lock);
  };
  CHECK(remedy("walk_dir::Message") == git_miner::Remedy::newer_crates);
  CHECK_FALSE(remedy("demo::Message"));
  CHECK_FALSE(remedy("message::Message"));
  CHECK_FALSE(git_miner::remedy_of_tests("thread 'main' panicked at walk_dir::Message", lock));
}
