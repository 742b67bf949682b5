// How manifests are read, edited and left out.
#include <string>

#include <doctest/doctest.h>

#include <git_miner/history.hpp>

#include "mined.hpp"

using git_miner::DropReason;
using git_miner::test::check_replay;
using git_miner::test::fixed_lib;
using git_miner::test::Fixture;
using git_miner::test::lib;
using git_miner::test::mined;
using git_miner::test::opened;
using git_miner::test::replayed;

TEST_CASE("a lock file that changes too is left out of the example") {
  Fixture fixture;
  fixture.write("Cargo.lock", "version = 3\n");
  fixture.commit_crate(lib);
  fixture.write("Cargo.lock", "version = 4\n");
  fixture.write("src/lib.rs", fixed_lib);
  const auto commit = fixture.commit("fix: prevent a panic of first for empty slices");
  const auto result = mined(fixture, commit);
  REQUIRE(result.example);
  auto expected = files_of(fixture, commit);
  expected["Cargo.lock"] = "version = 3\n";
  CHECK(replayed(*result.example, files_of(fixture, commit + "^")) == expected);
}

TEST_CASE("authors in a manifest are read around") {
  Fixture fixture;
  const std::string head =
      "[package]\nname = \"demo\"\nversion = \"0.1.0\"\nauthors = [\"Ann <ann@demo.test>\"]\nlicense = "
      "\"MIT\"\n\n[dependencies]\n";
  fixture.write("Cargo.toml", head);
  fixture.write("src/lib.rs", lib);
  fixture.commit("Start a crate");
  fixture.write("Cargo.toml", head + "memchr = \"2\"\n");
  fixture.write(
      "src/lib.rs",
      "use memchr::memchr;\n\npub fn find(text: &[u8]) -> Option<usize> {\n    memchr(b'x', text)\n}\n\n" +
          lib);
  const auto commit = fixture.commit("Use memchr to find bytes");
  const auto result = mined(fixture, commit);
  REQUIRE(result.example);
  CHECK(result.example->metadata.category == chat::Category::dependency);
  for (const auto& message : result.example->messages) CHECK(!message.content.contains("ann@"));
  check_replay(fixture, commit, *result.example);
}

TEST_CASE("a manifest is read around its edits, and its edit says which file needs the crate") {
  Fixture fixture;
  const std::string head =
      "[package]\nauthors = [\"Ann <ann@demo.test>\"]\nname = \"demo\"\nversion = \"0.1.0\"\nlicense = "
      "\"MIT\"\n\n[dependencies]\n";
  fixture.write("Cargo.toml", head);
  fixture.write("src/lib.rs", lib);
  fixture.commit("Start a crate");
  fixture.write("Cargo.toml", head + "const_format = \"0.2\"\n");
  fixture.write(
      "src/lib.rs",
      "use const_format::{concatcp, formatcp};\n\npub const HELP: &str = formatcp!(\"{}\", 1);\n" + lib);
  const auto commit = fixture.commit("Use const_format for the help text");
  const auto result = mined(fixture, commit);
  REQUIRE(result.example);
  std::string remark;
  std::size_t manifest_reads = 0;
  for (const auto& message : result.example->messages) {
    for (const auto& call : message.tool_calls) {
      const bool manifest = call.function.arguments.contains("Cargo.toml");
      if (manifest && call.function.name == "read") ++manifest_reads;
      if (manifest && call.function.name == "edit") remark = message.content;
    }
  }
  CHECK(manifest_reads == 1);
  CHECK(remark.contains("`const_format`"));
  CHECK(remark.contains("the code in `src/lib.rs`"));
  CHECK(!remark.contains("formatcp"));  // which nothing has shown by then
  check_replay(fixture, commit, *result.example);
}

TEST_CASE("a dependency that nothing uses, or that a later commit takes out again, is not learnt") {
  Fixture fixture;
  const std::string head =
      "[package]\nname = \"demo\"\nversion = \"0.1.0\"\nlicense = \"MIT\"\n\n[dependencies]\n";
  const std::string finder =
      "pub fn find(text: &[u8]) -> Option<usize> {\n    memchr::memchr(b'x', text)\n}\n\n";
  fixture.write("Cargo.toml", head);
  fixture.write("src/lib.rs", lib);
  fixture.commit("Start a crate");
  fixture.write("Cargo.toml", head + "memchr = \"2\"\nunused = \"1\"\n");
  fixture.write("src/lib.rs", finder + lib);
  CHECK(mined(fixture, fixture.commit("Use memchr to find bytes")).reason == DropReason::dependency_not_used);
  fixture.write("Cargo.toml", head);
  fixture.write("src/lib.rs", lib);
  fixture.commit("Go on without it");
  fixture.write("Cargo.toml", head + "memchr = \"2\"\n");
  fixture.write("src/lib.rs", finder + lib);
  const auto again = fixture.commit("Use memchr to find bytes again");
  CHECK(mined(fixture, again).example);
  fixture.write("Cargo.toml", head + "bytecount = \"1\"\n");
  fixture.write("src/lib.rs", fixed_lib);
  fixture.commit("Replace memchr with bytecount");
  const auto history = git_miner::list_commits(opened(fixture), git_miner::FirstParent::automatic);
  REQUIRE(history);
  REQUIRE(history->commits.size() == 5);
  CHECK_FALSE(history->commits[0].dependency_removed);
  CHECK(history->commits[1].id == again);
  CHECK(history->commits[1].dependency_removed);
  const git_miner::Miner miner({"demo", "0123"}, {.system_prompt = "s"});
  CHECK(
      miner.mine(opened(fixture), {.commit = again, .dependency_removed = true}, fixture.scratch())->reason ==
      DropReason::dependency_removed);
}
