#include "proof/kept_tests.hpp"

#include <doctest/doctest.h>

#include <git_miner/mirror.hpp>

#include "filter/read_change_set.hpp"
#include "fixture.hpp"

using git_miner::keeps_all_tests;
using git_miner::keeps_doctests;

namespace {

const std::string source = "/// Adds.\npub fn add(a: i32) -> i32 {\n    a + 2\n}\n";
const std::string one_test =
    "\n#[cfg(test)]\nmod tests {\n    #[test]\n    fn adds() {\n        assert_eq!(super::add(1), 2);\n    "
    "}\n}\n";

git_miner::ChangeSet change(const std::string& path, const std::string& before, const std::string& after) {
  git_miner::test::Fixture fixture;
  fixture.commit_crate("pub mod add;\n");
  if (!before.empty()) fixture.write(path, before);
  fixture.commit("Start with what was there");
  fixture.write(path, after);
  fixture.write("src/lib.rs", "pub mod add;\n\npub const ONE: i32 = 1;\n");
  const auto commit = fixture.commit("Change what is there");
  const auto mirror = git_miner::update_mirror(fixture.folder().string(), {.cache = fixture.cache()});
  REQUIRE(mirror);
  const auto repository = git_miner::Repository::open(mirror->path);
  REQUIRE(repository);
  auto read = git_miner::read_change_set(*repository, commit, true, {.least_lines = 0});
  REQUIRE(read);
  INFO((read->drop ? base::name_of(read->drop->reason) : ""));
  REQUIRE(read->set);
  return *std::move(read->set);
}

std::string with(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

}  // namespace

TEST_CASE("code and tests that are added take no test away") {
  const std::string path = "src/add.rs";
  CHECK(keeps_all_tests(change(path, source + one_test, with(source, "a + 2", "a + 1") + one_test)));
  CHECK(keeps_all_tests(change(path, source, with(source, "a + 2", "a + 1") + one_test)));
  CHECK(keeps_all_tests(
      change(path, source + one_test,
             source + with(one_test, "    #[test]\n", "    #[test]\n    fn two() {}\n\n    #[test]\n"))));
}

TEST_CASE("what may take a test away, or turn it off, is told") {
  const std::string path = "src/add.rs", all = source + one_test;
  CHECK_FALSE(keeps_all_tests(change(path, all, source)));
  CHECK_FALSE(keeps_all_tests(change(path, all, with(all, "fn adds", "fn add_up"))));
  CHECK_FALSE(keeps_all_tests(change(path, all, with(all, "    #[test]\n", "    #[test]\n    #[ignore]\n"))));
  CHECK_FALSE(keeps_all_tests(change(path, all, with(all, "/// Adds.", "/// Adds up."))));
  CHECK_FALSE(keeps_all_tests(change(path, all, "#![cfg(windows)]\n" + all)));
  CHECK_FALSE(keeps_all_tests(change(path, "macro_rules! m {\n    () => {};\n}\n" + all,
                                     "macro_rules! m {\n    () => { 1 };\n}\n" + all)));
  CHECK_FALSE(keeps_all_tests(change("src/other.rs", "mod more;\nmod add;\n", "mod add;\n")));
  CHECK_FALSE(keeps_all_tests(change("Cargo.toml", "[package]\nname = \"demo\"\n",
                                     "[package]\nname = \"demo\"\nautotests = false\n")));
}

TEST_CASE("doctests change with documentation and with what compiles it") {
  const std::string path = "src/add.rs", all = source + one_test;
  CHECK(keeps_doctests(change(path, all, with(all, "a + 2", "a + 1"))));
  CHECK(keeps_doctests(change(path, all, with(all, "fn adds", "fn add_up"))));
  CHECK_FALSE(keeps_doctests(change(path, all, with(all, "/// Adds.", "/// Adds up."))));
  CHECK_FALSE(keeps_doctests(change(path, all, with(all, "/// Adds.\n", "/// Adds.\n/// Up.\n"))));
  CHECK_FALSE(keeps_doctests(change("README.md", "one\n", "two\n")));
}

TEST_CASE("tests that a change adds or mends are known by name") {
  const auto set = change("src/add.rs", source, with(source, "a + 2", "a + 1") + one_test);
  const git_miner::TestCounts passed{{"demo src/lib.rs: add::tests::adds", 1},
                                     {"demo src/lib.rs: old::broken", 1},
                                     {"demo src/lib.rs: old::same", 1}};
  CHECK(git_miner::tests_of_change(set, passed, {{"demo src/lib.rs: old::broken", 1}}) ==
        std::set<std::string>{"add::tests::adds", "old::broken"});
}
