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

TEST_CASE("a commit whose lines a later one puts back where they were is undone") {
  Fixture fixture;
  const std::string before =
      "pub fn read(state: &mut State) -> bool {\n    state.has_ended = true;\n"
      "    if state.is_start() {\n        return state.end_of_data();\n    }\n"
      "    state.next_record()\n}\n";
  const std::string after =
      "pub fn read(state: &mut State) -> bool {\n    if state.is_start() {\n"
      "        state.has_ended = true;\n        return state.end_of_data();\n    }\n"
      "    state.next_record()\n}\n";
  const std::string more = "\npub fn next(state: &mut State) {\n    state.skip_one_byte();\n}\n";
  fixture.commit_crate(before);
  fixture.write("src/lib.rs", after);
  const auto commit = fixture.commit("Fix a bug where the end was reported too early");
  std::string text = before + more, message = "Fix the end of data (again).";
  bool is_undone = true;
  SUBCASE("by a fix that does more") {}
  SUBCASE("by one that says so") { message = "Restore the end of data"; }
  SUBCASE("that says nothing of the kind") {
    message = "Use one function for each record";
    is_undone = false;
  }
  SUBCASE("elsewhere alone") {
    text = after + more;
    is_undone = false;
  }
  SUBCASE("by moving all of it") {
    text = more + after;
    is_undone = false;
  }
  fixture.write("src/lib.rs", text);
  const auto later = fixture.commit(message);
  CHECK(mended(fixture, commit) == (is_undone ? later.substr(0, 12) + " undoes it" : ""));
}

TEST_CASE(
    "an addition that is removed again soon is undone, and not where it moves or is written otherwise") {
  Fixture fixture;
  const std::string added =
      "\npub fn zero(values: &[i32]) -> i32 {\n    let all = values.iter().copied();\n"
      "    all.map(|value| value - value).sum()\n}\n";
  std::string tests;
  bool is_undone = false;
  SUBCASE("above tests") {
    tests =
        "\n#[cfg(test)]\nmod tests {\n    #[test]\n    fn is_first() {\n        super::first(&[1]);\n    "
        "}\n}\n";
  }
  SUBCASE("without tests") {}
  fixture.commit_crate(lib + tests);
  fixture.write("src/lib.rs", lib + added + tests);
  const auto commit = fixture.commit("Add a function that gives zero");
  SUBCASE("removed") {
    fixture.write("src/lib.rs", lib + tests);
    is_undone = true;
  }
  SUBCASE("moved to another file") {
    fixture.write("src/lib.rs", lib + tests);
    fixture.write("src/zero.rs", added);
  }
  SUBCASE("written otherwise") {
    fixture.write("src/lib.rs",
                  lib + "\npub fn none(values: &[i32]) -> i32 {\n    values.first().map_or(0, |_| 0)\n}\n");
  }
  fixture.write("src/other.rs", "pub fn other_function() {}\n");
  const auto later = fixture.commit("Remove the function that gives zero");
  CHECK(mended(fixture, commit) == (is_undone ? later.substr(0, 12) + " undoes it" : ""));
}

TEST_CASE("a fix that names a function mends the commit that added it, if only by lines around its own") {
  Fixture fixture;
  const std::string added =
      "\npub fn reverse(values: &mut [i32]) {\n    values.reverse();\n}\n"
      "\npub fn clear(values: &mut [i32]) {\n    values.fill(0);\n}\n";
  fixture.commit_crate(lib);
  fixture.write("src/lib.rs", lib + added);
  const auto commit = fixture.commit("Add `reverse` and `clear`");
  const std::string guarded = replaced(added, "    values.reverse();\n",
                                       "    if !values.is_empty() {\n        values.reverse();\n    }\n");
  std::string message, name = "reverse";
  SUBCASE("as code") { message = "fix: `Values::reverse` breaks empty values"; }
  SUBCASE("by its path") { message = "Fix Values::reverse for empty values"; }
  SUBCASE("as a call") { message = "Fix reverse() of empty values"; }
  SUBCASE("as a word") {
    message = "Fix the reverse of empty values";
    name.clear();
  }
  SUBCASE("another function") {
    message = "Fix `clear` of empty values";
    name.clear();
  }
  SUBCASE("without a fix") {
    message = "Let `reverse` leave empty values alone";
    name.clear();
  }
  fixture.write("src/lib.rs", lib + guarded);
  const auto later = fixture.commit(message);
  CHECK(mended(fixture, commit) ==
        (name.empty() ? "" : later.substr(0, 12) + " mends `" + name + "`, which it adds to src/lib.rs"));
}

TEST_CASE("a fix that names a function does not mend the commit that made it public") {
  Fixture fixture;
  const std::string hidden = "\nfn reverse(values: &mut [i32]) {\n    values.reverse();\n}\n";
  fixture.commit_crate(lib + hidden);
  fixture.write("src/lib.rs", lib + replaced(hidden, "fn", "pub fn"));
  const auto commit = fixture.commit("Make `reverse` public");
  fixture.write("src/lib.rs",
                lib + replaced(replaced(hidden, "fn", "pub fn"), "values.reverse();", "values.sort();"));
  fixture.commit("Fix `reverse` of empty values");
  CHECK(mended(fixture, commit).empty());
}
