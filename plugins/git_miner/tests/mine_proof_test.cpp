// What examples show of the runs that a proof rests on.
#include <fstream>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "backed.hpp"
#include "conversation/wording.hpp"
#include "mined.hpp"

using git_miner::test::check_replay;
using git_miner::test::fixed_lib;
using git_miner::test::Fixture;
using git_miner::test::lib;
using git_miner::test::mined;
using git_miner::test::opened;

namespace {

// The calls in short: "edit src/lib.rs", "cargo test".
std::vector<std::string> deeds(const chat::Example& example) {
  std::vector<std::string> all;
  for (const auto& message : example.messages) {
    for (const auto& call : message.tool_calls) {
      const std::string& arguments = call.function.arguments;
      std::string what = call.function.name;
      for (const char* path : {"src/lib.rs", "src/deep.rs", "tests/it.rs", "Cargo.toml"})
        if (arguments.contains(std::string("/workspace/") + path)) what += std::string(" ") + path;
      for (const char* command : {"cargo fmt", "cargo clippy", "cargo test"})
        if (arguments.contains(command)) what = command;
      all.push_back(std::move(what));
    }
  }
  return all;
}

std::string joined(const std::vector<std::string>& texts) {
  std::string all;
  for (const auto& text : texts) all += (all.empty() ? "" : "; ") + text;
  return all;
}

git_miner::Proof proof_of_fix() {
  git_miner::Proof proof;
  proof.after = {{"cargo fmt --check", "", 0},
                 {"cargo clippy --all-targets -- -D warnings", "    Finished `dev` profile\n", 0},
                 {"cargo test", "test empty ... ok\n\ntest result: ok. 1 passed; 0 failed\n", 0}};
  proof.toolchain = "rustc 1.90.0";
  return proof;
}

git_miner::Mined mined_with(const Fixture& fixture, const std::string& commit,
                            const git_miner::Proof& proof) {
  const git_miner::Miner miner({"demo", "0123"}, {.system_prompt = "You write Rust."});
  auto result = miner.mine(opened(fixture), {.commit = commit, .proof = &proof}, fixture.scratch());
  REQUIRE(result);
  return *std::move(result);
}

}  // namespace

TEST_CASE(
    "a proved example shows the test that fails, reads what it names, edits, and ends with the checks") {
  Fixture fixture;
  std::string far;
  for (int i = 0; i < 60; ++i)
    far += "pub fn f" + std::to_string(i) + "() -> i32 {\n    0\n}\n\n// apart\n\n";
  const std::string broken = "pub fn take(values: &[i32]) -> i32 {\n    values[0]\n}\n";
  const std::string whole =
      "pub fn take(values: &[i32]) -> i32 {\n    if values.is_empty() {\n        return 0;\n    }\n    "
      "values[0]\n}\n";
  fixture.write("src/deep.rs", far + broken);
  fixture.commit_crate("pub mod deep;\n");
  fixture.write("src/deep.rs", far + whole);
  const std::string test = "#[test]\nfn empty() {\n    assert_eq!(demo::deep::take(&[]), 0);\n}\n";
  fixture.write("tests/it.rs", test);
  const auto commit = fixture.commit("fix: prevent a panic of take for no values");
  auto proof = proof_of_fix();
  proof.tests_first = {{"tests/it.rs", test}};
  proof.before = {
      {"cargo test",
       "test empty ... FAILED\n\nfailures:\n\n---- empty stdout ----\n\nthread 'empty' panicked at "
       "src/deep.rs:362:5:\nindex out of bounds: the len is 0 but the index is 0\n\n\nfailures:\n    "
       "empty\n\ntest result: FAILED. 0 passed; 1 failed\n",
       101}};
  const auto result = mined_with(fixture, commit, proof);
  INFO((result.reason ? base::name_of(*result.reason) : "") << " " << result.evidence);
  REQUIRE(result.example);
  CHECK(joined(deeds(*result.example)) ==
        "write tests/it.rs; cargo test; read src/deep.rs; edit src/deep.rs; cargo fmt; cargo clippy; cargo "
        "test");
  CHECK(result.example->messages.back().tool_calls.empty());
  CHECK_FALSE(result.example->messages.back().weight);
  CHECK(result.example->metadata.verified);
  CHECK(git_miner::test::unbacked_sentences(*result.example).empty());
  check_replay(fixture, commit, *result.example);
}

TEST_CASE("a check that failed before is run before the first edit, and told in report and metadata") {
  Fixture fixture;
  fixture.commit_crate(lib);
  fixture.write("src/lib.rs", fixed_lib);
  const auto commit = fixture.commit("fix: prevent a panic of first for empty slices");
  auto proof = proof_of_fix();
  const std::string clippy = proof.after[1].command;
  proof.after.erase(proof.after.begin() + 1);
  proof.left_out = {{clippy,
                     "clippy failed before the change too",
                     {{clippy, "error: this loop never loops\n --> src/other.rs:1:1\n", 101}}}};
  const auto shown = mined_with(fixture, commit, proof);
  REQUIRE(shown.example);
  CHECK(joined(deeds(*shown.example))
            .contains("read src/lib.rs; cargo clippy; edit src/lib.rs; cargo fmt; cargo test"));
  CHECK(shown.example->messages.back().content.contains(
      "`" + clippy + "` is left out: it failed before the first edit, as shown."));
  REQUIRE(shown.example->metadata.verification->left_out.size() == 1);
  CHECK(shown.example->metadata.verification->left_out[0].why == "clippy failed before the change too");
  CHECK(git_miner::test::unbacked_sentences(*shown.example).empty());

  // Where its output cannot be shown, nothing is claimed.
  proof.left_out[0].baseline.reset();
  const auto silent = mined_with(fixture, commit, proof);
  REQUIRE(silent.example);
  CHECK_FALSE(joined(deeds(*silent.example)).contains("cargo clippy"));
  CHECK(silent.example->messages.back().content.ends_with("`" + clippy + "` was not run."));
  CHECK(git_miner::test::unbacked_sentences(*silent.example).empty());
}

TEST_CASE("tests that a run skips were seen to fail before, and the report says so") {
  Fixture fixture;
  fixture.commit_crate(lib);
  fixture.write("src/lib.rs", fixed_lib);
  const auto commit = fixture.commit("fix: prevent a panic of first for empty slices");
  const auto with_skipped = [](const std::vector<std::string>& names) {
    auto proof = proof_of_fix();
    std::string failed, list;
    for (const auto& name : names) {
      proof.after[2].command += (failed.empty() ? " -- --skip " : " --skip ") + name;
      failed += "test " + name + " ... FAILED\n";
      list += "    " + name + "\n";
    }
    proof.left_out = {{"cargo test",
                       "failed before the change too: net",
                       {{"cargo test --no-fail-fast",
                         failed + "\nfailures:\n" + list + "\ntest result: FAILED. 1 passed\n", 101}}}};
    return proof;
  };
  const auto proof = with_skipped({"old::net"});
  const auto shown = mined_with(fixture, commit, proof);
  REQUIRE(shown.example);
  CHECK(joined(deeds(*shown.example)).contains("read src/lib.rs; cargo test; edit src/lib.rs; cargo fmt"));
  const std::string& report = shown.example->messages.back().content;
  CHECK(report.ends_with("The test `old::net` is left out: it failed before the first edit, as shown."));
  CHECK(git_miner::test::unbacked_sentences(*shown.example).empty());

  const auto many = mined_with(fixture, commit, with_skipped({"a", "b", "c", "d"}));
  REQUIRE(many.example);
  CHECK(many.example->messages.back().content.ends_with(
      "4 tests are left out: they failed before the first edit, as shown."));
  CHECK(git_miner::test::unbacked_sentences(*many.example).empty());

  auto mending = proof;
  mending.before = {{proof.after[2].command, "error[E0308]: mismatched types\n --> src/lib.rs:2:5\n", 101}};
  const auto first = mined_with(fixture, commit, mending);
  REQUIRE(first.example);
  CHECK(joined(deeds(*first.example)).starts_with("cargo test; cargo test; "));
  CHECK(git_miner::test::unbacked_sentences(*first.example).empty());

  // What is not so is found.
  auto other = *shown.example;
  other.messages.back().content =
      "`cargo test` was not run. 2 tests are left out: they failed before the first edit, as shown.";
  CHECK(git_miner::test::unbacked_sentences(other).size() == 2);
  auto unseen = proof;
  unseen.left_out[0].baseline.reset();
  const auto blind = mined_with(fixture, commit, unseen);
  REQUIRE(blind.example);
  CHECK(git_miner::test::unbacked_sentences(*blind.example).front() == proof.after[2].command);
}

TEST_CASE("no report says more of runs than the calls above it show, in whatever words") {
  Fixture fixture;
  fixture.commit_crate(lib);
  fixture.write("src/lib.rs", fixed_lib);
  const auto commit = fixture.commit("fix: prevent a panic of first for empty slices");
  auto proof = proof_of_fix();
  proof.after[2].output =
      "running 9 tests\n[... 9 lines left out ...]\n\ntest result: ok. 9 passed; 0 failed; 0 ignored; 0 "
      "measured; 0 filtered out\n";
  auto built = proof_of_fix();
  built.kind = git_miner::ProofKind::built;
  built.after[2].output = "running 0 tests\n\ntest result: ok. 0 passed; 0 failed; 0 ignored; 0 measured\n";
  built.left_out = {{"cargo fmt --check",
                     "fmt failed before the change too",
                     {{"cargo fmt --check", "Diff in /workspace/src/lib.rs:1:\n", 1}}},
                    {"cargo doc", "it failed"}};
  built.after.erase(built.after.begin());
  for (const auto* one : {&proof, &built}) {
    auto example = mined_with(fixture, commit, *one).example;
    REQUIRE(example);
    for (std::uint64_t choice = 0; choice < 210; ++choice) {
      example->messages.back().content = git_miner::report_text(
          {.type = {}, .scope = {}, .subject = "prevent a panic", .body = {}}, {}, one, choice);
      CHECK(git_miner::test::unbacked_sentences(*example).empty());
    }
    example->messages.back().content = "Done. `cargo test` passes, with 8 tests. `cargo bench` passes.";
    CHECK(git_miner::test::unbacked_sentences(*example).size() == 2);
  }
}

TEST_CASE("what fails before the change is run first where no new test shows it") {
  Fixture fixture;
  fixture.commit_crate(lib);
  fixture.write("src/lib.rs", fixed_lib);
  const auto commit = fixture.commit("fix: prevent a panic of first for empty slices");
  auto proof = proof_of_fix();
  proof.before = {{"cargo test", "error[E0308]: mismatched types\n --> src/lib.rs:2:5\n", 101}};
  const auto result = mined_with(fixture, commit, proof);
  REQUIRE(result.example);
  CHECK(joined(deeds(*result.example)) ==
        "cargo test; read src/lib.rs; edit src/lib.rs; cargo fmt; cargo clippy; cargo test");
  check_replay(fixture, commit, *result.example);
}

TEST_CASE(
    "new files come before the source that they go with, its tests behind it, the files in the order of "
    "reading") {
  Fixture fixture;
  fixture.write("tests/it.rs", "#[test]\nfn last() {\n    assert_eq!(demo::last(&[1]), 1);\n}\n");
  fixture.commit_crate(lib);
  fixture.write("src/deep.rs", "pub fn zero() -> i32 {\n    0\n}\n");
  std::string calling = fixed_lib;
  calling.replace(calling.find("return 0"), 8, "return deep::zero()");
  fixture.write("src/lib.rs", "mod deep;\n" + calling);
  fixture.write("tests/it.rs",
                "#[test]\nfn first() {\n    assert_eq!(demo::first(&[]), 0);\n}\n\n#[test]\nfn last() {\n    "
                "assert_eq!(demo::last(&[1]), 1);\n}\n");
  const auto commit = fixture.commit("fix: prevent a panic of first for empty slices");
  const auto result = mined(fixture, commit);
  REQUIRE(result.example);
  const std::string all = joined(deeds(*result.example));
  CHECK(all.contains("write src/deep.rs; edit src/lib.rs; edit tests/it.rs"));
  check_replay(fixture, commit, *result.example);
}

TEST_CASE("a manifest is edited before the code that needs it") {
  Fixture fixture;
  fixture.commit_crate(lib);
  std::ifstream in(fixture.folder() / "Cargo.toml");
  const std::string manifest((std::istreambuf_iterator<char>(in)), {});
  fixture.write("Cargo.toml", manifest + "\n[dev-dependencies]\npretty = \"1\"\n");
  fixture.write("src/lib.rs",
                fixed_lib + "\n#[test]\nfn first_of_none() {\n    pretty::assert_eq!(first(&[]), 0);\n}\n");
  const auto commit = fixture.commit("fix: prevent a panic of first for empty slices");
  const auto result = mined(fixture, commit);
  REQUIRE(result.example);
  CHECK(joined(deeds(*result.example)).contains("edit Cargo.toml; edit src/lib.rs"));
  check_replay(fixture, commit, *result.example);
}
