#include <algorithm>

#include <doctest/doctest.h>

#include <git_miner/selection.hpp>

#include "fixture.hpp"

using git_miner::SelectedCommit;
using git_miner::Selection;
using git_miner::test::Fixture;

namespace {

git_miner::Mirror mirror_of(const Fixture& fixture, const std::filesystem::path& place) {
  auto mirror = git_miner::update_mirror(place.string(), {.cache = fixture.cache()});
  REQUIRE(mirror);
  return *std::move(mirror);
}

// A crate, then a fix of it that can be learnt, then a change of its README that cannot.
void commit_three(Fixture& fixture) {
  fixture.commit_crate("pub fn first(values: &[i32]) -> i32 {\n    values[0]\n}\n");
  fixture.write(
      "src/lib.rs",
      "pub fn first(values: &[i32]) -> i32 {\n    if values.is_empty() {\n        return 0;\n    }\n    "
      "values[0]\n}\n");
  fixture.commit("fix: prevent a panic for empty slices");
  fixture.write("README.md", "A crate.\n");
  fixture.commit("Explain what the crate is for");
}

}  // namespace

TEST_CASE("the commits that are proved are the newest of those that would be learnt") {
  Fixture fixture;
  commit_three(fixture);
  Selection selection({}, git_miner::FirstParent::automatic);
  const auto selected = selection.select(mirror_of(fixture, fixture.folder()), 1, fixture.scratch());
  REQUIRE(selected);
  REQUIRE(selected->commits.size() == 3);
  CHECK_FALSE(selected->is_copy);
  CHECK_FALSE(selected->commits[0].verify);
  CHECK(selected->commits[1].verify);
  CHECK_FALSE(selected->commits[2].verify);
}

TEST_CASE("of a copy only the commits count that the repository before had not") {
  Fixture fixture;
  commit_three(fixture);
  const auto fork = fixture.folder().parent_path() / "fork";
  fixture.git({"clone", "--quiet", fixture.folder().string(), fork.string()});
  fixture.git({"-C", fork.string(), "commit", "--quiet", "--allow-empty", "-m", "Only in the fork"});
  Selection selection({}, git_miner::FirstParent::automatic);
  REQUIRE(selection.select(mirror_of(fixture, fixture.folder()), 0, fixture.scratch()));
  const auto selected = selection.select(mirror_of(fixture, fork), 0, fixture.scratch());
  REQUIRE(selected);
  CHECK(selected->is_copy);
  CHECK(selected->commits.size() == 1);
}

TEST_CASE("a stop ends a selection") {
  Fixture fixture;
  commit_three(fixture);
  std::stop_source stop;
  stop.request_stop();
  Selection selection({}, git_miner::FirstParent::automatic);
  const auto selected =
      selection.select(mirror_of(fixture, fixture.folder()), 0, fixture.scratch(), stop.get_token());
  REQUIRE_FALSE(selected);
  CHECK(selected.error().is_transient);
}

TEST_CASE("places share the limit of proofs evenly, the first get the rest") {
  CHECK(git_miner::verify_share(7, 3, 0) == 3);
  CHECK(git_miner::verify_share(7, 3, 1) == 2);
  CHECK(git_miner::verify_share(7, 3, 2) == 2);
  CHECK(git_miner::verify_share(0, 3, 0) == 0);
}

TEST_CASE("a fingerprint changes with all that the example depends on") {
  SelectedCommit commit{.repository = {"demo", "0123"}, .listed = {.id = "abcd"}};
  std::set<std::string> seen{git_miner::fingerprint_of(commit, "one")};
  CHECK_FALSE(seen.insert(git_miner::fingerprint_of(commit, "two")).second);  // nothing is proved
  commit.verify = true;
  CHECK(seen.insert(git_miner::fingerprint_of(commit, "one")).second);
  CHECK(seen.insert(git_miner::fingerprint_of(commit, "two")).second);
  commit.listed.reverted = "it takes back the lines of another";
  CHECK(seen.insert(git_miner::fingerprint_of(commit, "two")).second);
  commit.listed.dependency_removed = true;
  CHECK(seen.insert(git_miner::fingerprint_of(commit, "two")).second);
  commit.merges_too = true;
  CHECK(seen.insert(git_miner::fingerprint_of(commit, "two")).second);
  commit.listed.is_cut_off = true;
  CHECK(seen.insert(git_miner::fingerprint_of(commit, "two")).second);
}
