// Commits that a later fix mends.
#include <algorithm>

#include <doctest/doctest.h>

#include <git_miner/history.hpp>

#include "mined.hpp"

using git_miner::DropReason;
using git_miner::test::fixed_lib;
using git_miner::test::Fixture;
using git_miner::test::lib;
using git_miner::test::opened;

namespace {

std::string mended(const Fixture& fixture, const std::string& commit) {
  const auto history = git_miner::list_commits(opened(fixture), git_miner::FirstParent::automatic);
  REQUIRE(history);
  const auto found = std::ranges::find(history->commits, commit, &git_miner::ListedCommit::id);
  REQUIRE(found != history->commits.end());
  return found->mended;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != text.npos);
  return text.replace(at, from.size(), to);
}

constexpr const char* fix = "fix: prevent a panic of `first` for empty slices";
constexpr const char* again = "Fix the wrong result of `first` for empty slices";

}  // namespace

TEST_CASE("a fix is mended by a later fix that changes what it added, and is not learnt") {
  Fixture fixture;
  fixture.commit_crate(lib);
  fixture.write("src/lib.rs", fixed_lib);
  const auto commit = fixture.commit(fix);
  CHECK(mended(fixture, commit).empty());
  SUBCASE("at once") {}
  SUBCASE("after a rename") {
    fixture.git({"mv", "src/lib.rs", "src/first.rs"});
    fixture.write("src/lib.rs", "pub mod first;\n");
    fixture.commit("Move all functions to a module");
  }
  SUBCASE("after other work") {
    fixture.write("src/lib.rs", fixed_lib + "\npub fn zero() -> i32 {\n    0\n}\n");
    fixture.commit("Add a function that gives zero");
  }
  const std::string file =
      std::filesystem::exists(fixture.folder() / "src/first.rs") ? "src/first.rs" : "src/lib.rs";
  fixture.write(file, replaced(fixed_lib, "return 0;", "return i32::MAX;"));
  const auto later = fixture.commit(again);
  const std::string by = mended(fixture, commit);
  CHECK(by == later.substr(0, 12) + " changes what it adds to " + file);
  CHECK(mended(fixture, later).empty());
  const git_miner::Miner miner({"demo", "0123"}, {.system_prompt = "You write Rust."});
  const auto repository = opened(fixture);
  const auto refused = miner.mine(repository, {.commit = commit, .mended = by}, fixture.scratch());
  REQUIRE(refused);
  CHECK(refused->reason == DropReason::mended_later);
  CHECK(refused->evidence == by);
  CHECK(miner.mine(repository, {.commit = commit}, fixture.scratch())->example);
}

TEST_CASE("the next fix mends a fix within whose lines it puts others") {
  Fixture fixture;
  fixture.commit_crate(lib);
  fixture.write("src/lib.rs", fixed_lib);
  const auto commit = fixture.commit(fix);
  std::string text = replaced(fixed_lib, "        return 0;\n", "        log_none();\n        return 0;\n");
  bool is_mended = true;
  std::string message = again;
  SUBCASE("at once") {}
  SUBCASE("named after an issue") { message = "Fixes wrong results of empty slices #171"; }
  SUBCASE("outside of them") {
    text = replaced(fixed_lib, "    values[0]", "    log_none();\n    values[0]");
    is_mended = false;
  }
  SUBCASE("with a comment") {
    text = replaced(fixed_lib, "        return 0;", "        // There is none.\n        return 0;");
    is_mended = false;
  }
  fixture.write("src/lib.rs", text);
  fixture.commit(message);
  CHECK(mended(fixture, commit).empty() != is_mended);
}

TEST_CASE("later work that is no fix of it mends no commit") {
  Fixture fixture;
  fixture.commit_crate(lib);
  fixture.write("src/lib.rs", fixed_lib);
  std::string message = fix;
  std::string text, later;
  SUBCASE("a feature") {
    text = replaced(fixed_lib, "return 0;", "return i32::MAX;");
    later = "Add a better default for empty slices";
  }
  SUBCASE("a fix of something else") {
    text = replaced(fixed_lib, "values[values.len() - 1]", "values.last().copied().unwrap_or(0)");
    later = "Fix the panic of `last` for empty slices";
  }
  SUBCASE("a fix that leaves the lines, further in") {
    text =
        replaced(fixed_lib, "    if values.is_empty() {\n        return 0;\n    }\n",
                 "    if true {\n        if values.is_empty() {\n            return 0;\n        }\n    }\n");
    later = again;
  }
  SUBCASE("a fix of spelling") {
    text = replaced(fixed_lib, "return 0;", "return 0i32;");
    later = "Fix clippy warnings";
  }
  SUBCASE("of a commit that reshapes") {
    message = "refactor: extract the check of `first` for empty slices";
    text = replaced(fixed_lib, "return 0;", "return i32::MAX;");
    later = again;
  }
  const auto commit = fixture.commit(message);
  fixture.write("src/lib.rs", text);
  fixture.commit(later);
  CHECK(mended(fixture, commit).empty());
}

TEST_CASE("only the next thirty commits to a file mend what was added to it") {
  for (const int between : {29, 30}) {
    Fixture fixture;
    fixture.commit_crate(lib);
    fixture.write("src/lib.rs", fixed_lib);
    const auto commit = fixture.commit(fix);
    std::string text = fixed_lib;
    for (int i = 0; i < between; ++i) {
      text += "// " + std::to_string(i) + "\n";
      fixture.write("src/lib.rs", text);
      fixture.commit("Count one further");
    }
    fixture.write("src/lib.rs", replaced(text, "return 0;", "return i32::MAX;"));
    fixture.commit(again);
    CHECK(mended(fixture, commit).empty() == (between == 30));
  }
}
