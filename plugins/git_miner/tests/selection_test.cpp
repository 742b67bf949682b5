#include <fstream>
#include <iterator>
#include <set>

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
  fixture.commit("fix: prevent a panic of first for empty slices");
  fixture.write("README.md", "A crate.\n");
  fixture.commit("Explain what the crate is for");
}

}  // namespace

TEST_CASE("a repository's commits are listed from what is kept until its head is another one") {
  Fixture fixture;
  commit_three(fixture);
  const auto mirror = mirror_of(fixture, fixture.folder());
  const auto listed = [&](const git_miner::Mirror& of) {
    const auto selected = Selection(git_miner::FirstParent::automatic).select(of);
    REQUIRE(selected);
    return selected->commits.size();
  };
  CHECK(listed(mirror) == 3);
  REQUIRE(std::filesystem::exists(mirror.path / "flowrun-history"));
  // One commit fewer in what is kept shows that it is read.
  std::ifstream in(mirror.path / "flowrun-history");
  std::string kept{std::istreambuf_iterator<char>(in), {}};
  const std::size_t line = kept.find('\n', kept.find('\n') + 1) + 1;
  kept.erase(line, kept.find('\n', line) + 1 - line);
  std::ofstream(mirror.path / "flowrun-history") << kept;
  CHECK(listed(mirror) == 2);
  // Cut off, as by a full disk, it counts for nothing.
  std::ofstream(mirror.path / "flowrun-history") << kept.substr(0, kept.size() - 4);
  CHECK(listed(mirror) == 3);
  fixture.write("README.md", "A small crate.\n");
  fixture.commit("Say that the crate is small");
  CHECK(listed(mirror_of(fixture, fixture.folder())) == 4);
}

TEST_CASE("what is kept of a listing is what was listed") {
  Fixture fixture;
  commit_three(fixture);
  fixture.git({"-C", fixture.folder().string(), "revert", "--no-edit", "HEAD"});
  fixture.write("src/lib.rs",
                "pub fn first(values: &[i32]) -> Option<i32> {\n    values.first().copied()\n}\n");
  fixture.commit("Fix the wrong result of first for empty slices");
  const auto mirror = mirror_of(fixture, fixture.folder());
  const auto first = Selection(git_miner::FirstParent::automatic).select(mirror);
  const auto again = Selection(git_miner::FirstParent::automatic).select(mirror);
  REQUIRE(first);
  REQUIRE(again);
  REQUIRE(first->commits.size() == 5);
  REQUIRE(again->commits.size() == 5);
  for (std::size_t i = 0; i < 5; ++i) {
    CHECK(git_miner::fingerprint_of(again->commits[i]) == git_miner::fingerprint_of(first->commits[i]));
    CHECK(again->commits[i].listed.reverted == first->commits[i].listed.reverted);
    CHECK(again->commits[i].listed.mended == first->commits[i].listed.mended);
    CHECK(again->commits[i].listed.parents == first->commits[i].listed.parents);
  }
  CHECK(first->commits[1].listed.reverted.contains("reverts"));
  CHECK(first->commits[3].listed.mended.starts_with(first->commits[0].listed.id.substr(0, 12)));
}

TEST_CASE("repositories give a commit in turn, and no commit comes first because it is new") {
  const auto commits = [](const std::string& repository, const std::vector<std::string>& ids) {
    std::vector<SelectedCommit> all;
    for (const std::string& id : ids)
      all.push_back({.repository = {repository, repository}, .listed = {.id = id}});
    return all;
  };
  const auto order = [](const std::vector<SelectedCommit>& all) {
    std::vector<std::string> ids;
    for (const SelectedCommit& one : all) ids.push_back(one.listed.id);
    return ids;
  };
  const auto listed =
      order(git_miner::in_turns({commits("a", {"a1", "a2", "a3"}), {}, commits("b", {"b1"})}));
  REQUIRE(listed.size() == 4);
  CHECK(listed[0].starts_with("a"));
  CHECK(listed[1] == "b1");
  // The order in which they are listed does not matter, and another commit leaves that of the others alone.
  CHECK(order(git_miner::in_turns({commits("a", {"a3", "a1", "a2"}), commits("b", {"b1"})})) == listed);
  auto more = order(git_miner::in_turns({commits("a", {"a4", "a3", "a2", "a1"})}));
  std::erase(more, "a4");
  CHECK(more == order(git_miner::in_turns({commits("a", {"a1", "a2", "a3"})})));
}

TEST_CASE("of a copy only the commits count that the repository before had not") {
  Fixture fixture;
  commit_three(fixture);
  const auto fork = fixture.folder().parent_path() / "fork";
  fixture.git({"clone", "--quiet", fixture.folder().string(), fork.string()});
  fixture.git({"-C", fork.string(), "commit", "--quiet", "--allow-empty", "-m", "Only in the fork"});
  Selection selection(git_miner::FirstParent::automatic);
  REQUIRE(selection.select(mirror_of(fixture, fixture.folder())));
  const auto selected = selection.select(mirror_of(fixture, fork));
  REQUIRE(selected);
  CHECK(selected->is_copy);
  CHECK(selected->commits.size() == 1);
}

TEST_CASE("a moved or rewritten history gives only what it changes itself") {
  Fixture fixture;
  commit_three(fixture);
  Fixture other;
  std::string text = fixture.git({"format-patch", "--stdout", "--root", "HEAD"});
  std::string directory;
  SUBCASE("below a folder") { directory = "crates/demo"; }
  SUBCASE("with other blank space") { text.replace(text.find("+    if values"), 5, "+\t"); }
  other.write("README.txt", "Another history.\n");
  other.commit("Begin with something else");
  const auto patches = other.scratch() / "patches";
  std::ofstream(patches) << text;
  std::vector<std::string> apply{"am", "--quiet"};
  if (!directory.empty()) apply.push_back("--directory=" + directory);
  apply.push_back(patches.string());
  other.git(apply);
  Selection selection(git_miner::FirstParent::automatic);
  REQUIRE(selection.select(mirror_of(fixture, fixture.folder())));
  const auto selected = selection.select(mirror_of(other, other.folder()));
  REQUIRE(selected);
  CHECK_FALSE(selected->is_copy);
  CHECK(selected->commits.size() == 1);
  REQUIRE(selected->same.size() == 3);
  CHECK(selected->same[0].elsewhere.starts_with("demo@"));
}

TEST_CASE("a stop ends a selection") {
  Fixture fixture;
  commit_three(fixture);
  std::stop_source stop;
  stop.request_stop();
  Selection selection(git_miner::FirstParent::automatic);
  const auto selected = selection.select(mirror_of(fixture, fixture.folder()), stop.get_token());
  REQUIRE_FALSE(selected);
  CHECK(selected.error().is_transient);
}

TEST_CASE("a fingerprint changes with all that the example depends on") {
  SelectedCommit commit{.repository = {"demo", "0123"}, .listed = {.id = "abcd"}};
  std::set<std::string> seen{git_miner::fingerprint_of(commit)};
  commit.listed.reverted = "it takes back the lines of another";
  CHECK(seen.insert(git_miner::fingerprint_of(commit)).second);
  commit.listed.dependency_removed = true;
  CHECK(seen.insert(git_miner::fingerprint_of(commit)).second);
  commit.listed.mended = "0123456789ab changes what it adds to src/lib.rs";
  CHECK(seen.insert(git_miner::fingerprint_of(commit)).second);
  commit.merges_too = true;
  CHECK(seen.insert(git_miner::fingerprint_of(commit)).second);
  commit.listed.is_cut_off = true;
  CHECK(seen.insert(git_miner::fingerprint_of(commit)).second);
}
