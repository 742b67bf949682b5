#include <doctest/doctest.h>

#include <git_miner/mirror.hpp>
#include <git_miner/verify.hpp>

#include "fixture.hpp"

using git_miner::test::Fixture;

namespace {

const std::string first = "pub fn first(values: &[i32]) -> i32 {\n    values[0]\n}\n";
const std::string fixed =
    "pub fn first(values: &[i32]) -> i32 {\n    if values.is_empty() {\n        return 0;\n    }\n    "
    "values[0]\n}\n";
const std::string one_test =
    "\n#[cfg(test)]\nmod tests {\n    #[test]\n    fn takes_the_first() {\n        "
    "assert_eq!(super::first(&[7]), 7);\n    }\n}\n";
const std::string two_tests =
    "\n#[cfg(test)]\nmod tests {\n    #[test]\n    fn takes_the_first() {\n        "
    "assert_eq!(super::first(&[7]), 7);\n    }\n\n"
    "    #[test]\n    fn takes_nothing() {\n        assert_eq!(super::first(&[]), 0);\n    }\n}\n";

struct Bench {
  Fixture fixture;
  std::optional<git_miner::Repository> repository;
  git_miner::VerifyOptions options;

  git_miner::Verified verified(const std::string& commit) {
    const auto mirror = git_miner::update_mirror(fixture.folder().string(), {.cache = fixture.cache()});
    REQUIRE(mirror);
    repository.emplace(*git_miner::Repository::open(mirror->path));
    const auto toolchain = cargo::find_toolchain();
    REQUIRE(toolchain);
    options = {.toolchain = *toolchain, .workbench = {}, .scratch = fixture.scratch()};
    auto result = git_miner::verify(*repository, commit, options);
    if (!result) FAIL(result.error().text());
    return *std::move(result);
  }
};

}  // namespace

TEST_CASE("a fix whose test fails before it and passes after it is proved, and its example shows both runs") {
  Bench bench;
  bench.fixture.commit_crate(first + one_test);
  bench.fixture.write("src/lib.rs", fixed + two_tests);
  const auto commit = bench.fixture.commit("fix: prevent a panic for empty slices");
  const auto verified = bench.verified(commit);
  CHECK_FALSE(verified.reason);
  REQUIRE(verified.proof);
  CHECK(verified.proof->tests_first.at("src/lib.rs") == first + two_tests);
  REQUIRE(verified.proof->before.size() == 1);
  CHECK(verified.proof->before[0].exit_code != 0);
  CHECK(verified.proof->before[0].output.contains("takes_nothing"));

  const git_miner::Miner miner({"demo", "0123"}, {.system_prompt = "You write Rust."});
  const auto mined =
      miner.mine(*bench.repository, {.commit = commit, .proof = &*verified.proof}, bench.fixture.scratch());
  REQUIRE(mined);
  REQUIRE(mined->example);
  CHECK(mined->example->metadata.verified);
  CHECK(mined->example->metadata.verification->commands.size() == 2);
  std::string calls;
  for (const auto& message : mined->example->messages) {
    for (const auto& call : message.tool_calls) calls += call.function.name + " ";
  }
  CHECK(calls == "read edit bash edit bash bash ");  // the quoted panic names the file
  CHECK(mined->example->messages[1].content.contains("index out of bounds"));
  CHECK(mined->example->messages[1].content.contains("takes_nothing"));
  const auto& report = mined->example->messages.back();
  CHECK_FALSE(report.weight);
  CHECK(report.content.contains("`tests::takes_nothing`"));
  CHECK(report.content.contains("2 tests"));
}

TEST_CASE("a change that breaks a test is not proved") {
  Bench bench;
  bench.fixture.commit_crate(first + one_test);
  const auto broken_text = [&] {
    std::string text = fixed + one_test;
    return text.replace(text.find("values[0]"), 9, "values[0] + 1");
  }();
  bench.fixture.write("src/lib.rs", broken_text);
  CHECK(bench.verified(bench.fixture.commit("Change what first returns here")).reason ==
        git_miner::Unproved::tests_fail);
}

TEST_CASE("what a commit brings upon itself is a reason, no error") {
  Bench bench;
  bench.fixture.commit_crate(first + one_test);
  const std::string package =
      "[package]\nname = \"demo\"\nversion = \"0.1.0\"\nedition = \"2021\"\nlicense = \"MIT\"\n";
  bench.fixture.write("Cargo.toml", package + "[dependencies]\nno-such-crate = \"1\"\n");
  bench.fixture.commit("build: name a crate that does not exist");
  bench.fixture.write("src/lib.rs", fixed + two_tests);
  CHECK(bench.verified(bench.fixture.commit("fix: prevent a panic for empty slices")).reason ==
        git_miner::Unproved::dependencies_unresolved);

  bench.fixture.write("Cargo.toml", package);
  bench.fixture.write("data.bin", std::string(33u << 20, 'x'));
  bench.fixture.commit("Add a large file of data");
  bench.fixture.write("src/lib.rs", first + one_test);
  CHECK(bench.verified(bench.fixture.commit("fix: take the first value again")).reason ==
        git_miner::Unproved::files_unsuitable);
}

TEST_CASE("a stop is worth another try, not a verdict") {
  Bench bench;
  bench.fixture.commit_crate(first + one_test);
  bench.fixture.write("src/lib.rs", fixed + two_tests);
  const auto commit = bench.fixture.commit("fix: prevent a panic for empty slices");
  const auto mirror =
      git_miner::update_mirror(bench.fixture.folder().string(), {.cache = bench.fixture.cache()});
  REQUIRE(mirror);
  const auto repository = git_miner::Repository::open(mirror->path);
  std::stop_source stop;
  stop.request_stop();
  const auto result = git_miner::verify(
      *repository, commit,
      {.toolchain = *cargo::find_toolchain(), .workbench = {}, .scratch = bench.fixture.scratch()},
      stop.get_token());
  REQUIRE_FALSE(result);
  CHECK(result.error().is_transient);
}
