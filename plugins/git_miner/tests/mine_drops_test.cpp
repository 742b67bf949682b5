// What is not learnt, each with its reason.
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include <git_miner/history.hpp>

#include "mined.hpp"

using git_miner::DropReason;
using git_miner::test::Files;
using git_miner::test::files_of;
using git_miner::test::fixed_lib;
using git_miner::test::Fixture;
using git_miner::test::lib;
using git_miner::test::mined;
using git_miner::test::opened;
using git_miner::test::replayed;

namespace {

// In the text of a message.
std::string with_secret(std::string code) {
  return code.insert(
      code.find("        return 0;"),
      "        eprintln!(\"ghp_" + std::string("0123456789abcdefghijABCDEFGHIJ012345") + "\");\n");
}

}  // namespace

TEST_CASE("the house style is asked of what a commit adds, not of what it moves") {
  struct Case {
    const char* before;
    const char* after;
    std::optional<DropReason> reason;
    const char* message = "feat: add a way to tell what first is for, with `m`, `n`, `P`, `F` and `S`";
  };
  const char* repair =
      "fix: prevent a panic of `first` for empty slices, and of `n` and `k` for texts with blanks";
  const char* parse = "pub fn n(t: &str) -> i32 {\n    t.parse().unwrap()\n}\n";
  const std::vector<Case> cases{
      {parse, "pub fn n(t: &str) -> i32 {\n    let t = t.trim();\n    t.parse::<i32>().unwrap()\n}\n",
       DropReason::adds_unwrap, repair},
      {"pub fn n(t: &str) -> i32 {\n    t.parse().unwrap()\n}\n\npub fn k() {}\n",
       "pub fn k() {}\n\npub fn n(t: &str) -> i32 {\n    t.parse().unwrap()\n}\n", std::nullopt, repair},
      {"", "pub fn n(t: &str) -> Result<i32, Box<dyn std::error::Error>> {\n    Ok(t.parse()?)\n}\n",
       DropReason::adds_boxed_error},
      {"", "pub fn n() -> i32 {\n    const P: &'static str = \"0x\";\n    P.len() as i32\n}\n",
       DropReason::adds_static},
      {"", "static NAMES: [&'static str; 1] = [\"a\"];\npub fn n() -> &'static str {\n    NAMES[0]\n}\n",
       DropReason::adds_static},
      {"",
       "pub struct S;\nimpl S {\n    pub const P: &'static str = \"0x\";\n    pub fn f() -> usize { 1 }\n}\n",
       std::nullopt},
      {"",
       "pub const F: fn(&'static str) -> usize = length;\nfn length(t: &'static str) -> usize {\n    "
       "t.len()\n}\n",
       std::nullopt}};
  for (const Case& one : cases) {
    CAPTURE(one.after);
    Fixture fixture;
    fixture.commit_crate(lib + one.before);
    fixture.write("src/lib.rs", fixed_lib + one.after);
    const auto result = mined(fixture, fixture.commit(one.message));
    INFO(result.evidence);
    CHECK(result.reason == one.reason);
  }
}

TEST_CASE("a word in a comment or a test is no check that the change adds") {
  Fixture fixture;
  const std::string names =
      "pub fn name(n: u8) -> &'static str {\n    [\"get\", \"pub\"][usize::from(n)]\n}\n";
  const std::string test =
      "#[test]\nfn tells() {\n    // if it is called\n    let n = if true { 1 } else { 0 };\n    "
      "assert_eq!(demo::name(n), \"publish\");\n}\n";
  fixture.commit_crate(names);
  fixture.write("tests/names.rs", test);
  std::string after = names;
  after.replace(after.find("pub\"]"), 3, "publish");
  fixture.write("src/lib.rs", "// if asked\n" + after);
  const auto result = mined(fixture, fixture.commit("Fix `name` being mistaken for a word of Rust"));
  REQUIRE(result.example);
  for (const auto& evidence : result.example->metadata.git->evidence)
    CHECK(!evidence.contains("check added"));
}

TEST_CASE("what is not worth learning is dropped with its reason") {
  Fixture fixture;
  fixture.commit_crate(lib);
  const auto reason = [&](const std::string& path, const std::string& text, const std::string& message) {
    fixture.write(path, text);
    return mined(fixture, fixture.commit(message)).reason;
  };
  CHECK(reason("README.md", "text\nof three\nlines\n", "Explain how to start it") == DropReason::no_rust);
  const std::string explained = "// one\n// two\n// three\n" + lib;
  CHECK(reason("src/lib.rs", explained, "Explain the functions well") == DropReason::no_clear_class);
  fixture.write("src/lib.rs", lib);
  fixture.commit("Return to what was there");
  CHECK(reason("src/lib.rs", explained, "Fix the function for empty texts") == DropReason::only_layout);
  CHECK(reason("src/lib.rs", fixed_lib + "pub fn n(t: &str) -> i32 {\n    t.parse().unwrap()\n}\n",
               "Add a parser for numbers") == DropReason::adds_unwrap);
  CHECK(reason("src/lib.rs", "pub fn broken( {\n\n}\n" + fixed_lib, "Add a function for empty texts") ==
        DropReason::does_not_parse);
  fixture.write("src/lib.rs", fixed_lib);
  fixture.commit("Return to what parses");
  CHECK(reason("src/lib.rs", std::string("pub const A: &str = \"\xff\";\n\n\n") + fixed_lib,
               "Add a constant of bytes") == DropReason::file_not_utf8);
  fixture.write("src/lib.rs", lib);
  fixture.commit("Return to what is text");
  fixture.git({"update-index", "--chmod=+x", "src/lib.rs"});
  fixture.git({"commit", "--quiet", "-m", "Make the source executable"});
  CHECK(mined(fixture, fixture.git({"rev-parse", "HEAD"}).substr(0, 40)).reason == DropReason::mode_change);
}

TEST_CASE(
    "what drops a commit is told with what was found and with the parameter that it was compared with") {
  Fixture fixture;
  fixture.commit_crate(lib);
  const auto parent = fixture.git({"rev-parse", "HEAD"}).substr(0, 40);
  git_miner::Options options{.system_prompt = "s"};
  const auto evidence = [&](const Files& files) {
    for (const auto& [path, text] : files) fixture.write(path, text);
    const auto commit = fixture.commit("fix: prevent a wrong answer");
    const git_miner::Miner miner({"demo", "0123"}, options);
    const auto result = miner.mine(opened(fixture), {.commit = commit}, fixture.scratch());
    fixture.git({"reset", "--quiet", "--hard", parent});
    REQUIRE(result);
    return result->evidence;
  };
  const std::string unwrap = "pub fn n(t: &str) -> i32 {\n    t.parse().unwrap()\n}\n";
  CHECK(evidence({{"src/lib.rs", lib + unwrap}}) == "src/lib.rs:9: unwrap");
  CHECK(evidence({{"src/lib.rs", lib + "\n"}}) == "lines changed 1 (at least 3)");
  CHECK(evidence({{"src/lib.rs", "pub fn broken( {\n\n}\n" + lib}}) ==
        "src/lib.rs: syntax errors that it had not before");
  CHECK(evidence({{"README.md", "text\n"}}) == "files changed 1, the first README.md");
  options.limits.lines = 2;
  CHECK(evidence({{"src/lib.rs", fixed_lib}}) == "lines changed 3 (max_lines 2) in a bug_fix");
  options.limits.feature_lines = 2;
  CHECK(evidence({{"src/lib.rs", fixed_lib}}) == "lines changed 3 (max_feature_lines 2)");
  options.limits = {.change_bytes = 20};
  CHECK(evidence({{"src/lib.rs", fixed_lib}}).ends_with(" (max_change_bytes 20)"));
  options.limits = {.file_bytes = 50};
  const std::string added = lib + "pub fn a() {}\n\npub fn b() {}\n\npub fn c() {}\n";
  CHECK(evidence({{"src/lib.rs", added}}) ==
        "src/lib.rs: bytes " + std::to_string(lib.size()) +
            " (max_file_bytes 50), in more than 2 functions or outside of them");
  options.limits = {.files = 1};
  CHECK(evidence({{"src/lib.rs", fixed_lib}, {"notes.txt", "a\n"}}) == "files 2 (max_files 1)");
  options.limits = {.source_files = 1};
  CHECK(evidence({{"src/lib.rs", fixed_lib}, {"src/b.rs", "pub fn b() {}\n"}}) ==
        "source files 2 (max_source_files 1)");
}

TEST_CASE("evidence never holds a secret of the commit") {
  Fixture fixture;
  const auto root = fixture.commit_crate(lib);
  fixture.write("src/lib.rs", fixed_lib);
  const auto commit = fixture.commit("Bump ann@demo.test to the next release");
  const auto result = mined(fixture, commit);
  CHECK(result.reason == DropReason::release);
  CHECK(result.evidence.contains("Bump"));
  CHECK_FALSE(result.evidence.contains("ann@"));
  fixture.git({"reset", "--quiet", "--hard", root});
  fixture.write("src/lib.rs", with_secret(fixed_lib));
  const auto secret = mined(fixture, fixture.commit("fix: prevent a panic of first for empty slices"));
  CHECK(secret.reason == DropReason::secret);
  CHECK(secret.evidence.starts_with("messages["));
  CHECK(secret.evidence.contains("]: found by "));
  CHECK_FALSE(secret.evidence.contains("0123456789"));
}

TEST_CASE("a commit under another licence, or none, is dropped unless that is allowed") {
  Fixture fixture;
  fixture.write("Cargo.toml",
                "[package]\nname = \"demo\"\nversion = \"0.1.0\"\nlicense = \"GPL-3.0-only\"\n");
  fixture.write("src/lib.rs", lib);
  fixture.commit("Start a crate");
  fixture.write("src/lib.rs", fixed_lib);
  const auto commit = fixture.commit("fix: prevent a panic of first for empty slices");
  CHECK(mined(fixture, commit).reason == DropReason::licence_not_allowed);
  CHECK(mined(fixture, commit).evidence.contains(": licence \"GPL-3.0-only\" (licences "));
  const git_miner::Miner own({"demo", "0123"}, {.system_prompt = "s", .any_licence = true});
  CHECK(own.mine(opened(fixture), {.commit = commit}, fixture.scratch())->example);
}

TEST_CASE("a secret in the code drops the commit") {
  Fixture fixture;
  fixture.commit_crate(lib);
  fixture.write("src/lib.rs", with_secret(fixed_lib));
  CHECK(mined(fixture, fixture.commit("fix: prevent a panic of first for empty slices")).reason ==
        DropReason::secret);
}

TEST_CASE("merges are one change in a history of pull requests, and nothing elsewhere") {
  Fixture fixture;
  fixture.commit_crate(lib);
  fixture.git({"checkout", "--quiet", "-b", "topic"});
  fixture.write("src/lib.rs", fixed_lib);
  fixture.commit("wip");
  fixture.git({"checkout", "--quiet", "main"});
  fixture.git({"merge", "--quiet", "--no-ff", "topic", "-m",
               "Merge pull request #3 from ann/topic\n\nFix the panic of first for empty slices"});
  const auto merge = fixture.git({"rev-parse", "HEAD"}).substr(0, 40);
  CHECK(mined(fixture, merge).reason == DropReason::merge_commit);
  const auto result = mined(fixture, merge, true);
  REQUIRE(result.example);
  CHECK(replayed(*result.example, files_of(fixture, merge + "^1")) == files_of(fixture, merge));
  const auto history = git_miner::list_commits(opened(fixture), git_miner::FirstParent::automatic);
  REQUIRE(history);
  CHECK(history->first_parents);
  CHECK(history->commits.size() == 2);
  CHECK(git_miner::list_commits(opened(fixture), git_miner::FirstParent::off)->commits.size() == 3);
}

TEST_CASE("a commit and its revert are both marked, told or not") {
  for (const std::string message :
       {"Revert \"Fix the panic\"\n\nThis reverts commit {}.", "Go back to the old way for now"}) {
    Fixture fixture;
    fixture.commit_crate(lib);
    fixture.write("src/lib.rs", fixed_lib);
    const auto fix = fixture.commit("Fix the panic of first");
    fixture.write("src/lib.rs", fixed_lib + "// more\n");
    const auto other = fixture.commit("Add a comment at the end");
    fixture.write("src/lib.rs", lib + "// more\n");
    std::string text = message;
    if (const auto at = text.find("{}"); at != text.npos) text.replace(at, 2, fix);
    const auto revert = fixture.commit(text);
    const auto history = git_miner::list_commits(opened(fixture), git_miner::FirstParent::automatic);
    REQUIRE(history);
    for (const auto& commit : history->commits) {
      CHECK(commit.reverted.empty() == (commit.id != fix && commit.id != revert));
      CHECK(commit.id.size() == other.size());
      if (commit.id == fix) CHECK(commit.reverted.starts_with(revert.substr(0, 12)));
      if (commit.id == revert) CHECK(commit.reverted.ends_with(fix.substr(0, 12)));
    }
  }
}

TEST_CASE("a long table that is rewritten takes no time for each of its lines") {
  Fixture fixture;
  fixture.commit_crate(lib);
  const auto table = [](int factor) {
    std::string text = "pub const TABLE: &[u32] = &[\n";
    for (int i = 0; i < 60'000; ++i) text += std::to_string(i * factor % 10) + ",\n";
    return text + "];\n";
  };
  fixture.write("src/table.rs", table(3));
  fixture.commit("feat: add a table of all digits");
  fixture.write("src/table.rs", table(7));
  const auto commit = fixture.commit("feat: replace the table of all digits");
  CHECK(mined(fixture, commit).reason == DropReason::too_many_lines);
  CHECK(git_miner::list_commits(opened(fixture), git_miner::FirstParent::off)->commits.size() == 3);
}

TEST_CASE("few objects that name millions of files end no run") {
  Fixture fixture;
  fixture.commit_crate(lib);
  const auto stored = [&](const std::string& text, const char* kind) {
    std::ofstream(fixture.scratch() / "object", std::ios::binary) << text;
    return fixture.git({"hash-object", "-w", "-t", kind, (fixture.scratch() / "object").string()})
        .substr(0, 40);
  };
  std::string id = stored("x\n", "blob");
  for (int level = 0; level < 7; ++level) {
    std::string bytes, tree;
    for (std::size_t i = 0; i < id.size(); i += 2)
      bytes += static_cast<char>(std::stoi(id.substr(i, 2), nullptr, 16));
    for (char digit = '0'; digit <= '9'; ++digit) {
      tree += (level == 0 ? "100644 f" : "40000 d") + std::string(1, digit) + std::string(1, '\0') + bytes;
    }
    id = stored(tree, "tree");
  }
  fixture.git(
      {"update-ref", "HEAD",
       fixture.git({"commit-tree", id, "-p", "HEAD", "-m", "feat: add a set of test data"}).substr(0, 40)});
  const auto commit = fixture.git({"rev-parse", "HEAD"}).substr(0, 40);
  CHECK(mined(fixture, commit).reason == DropReason::too_many_files);
  CHECK(git_miner::list_commits(opened(fixture), git_miner::FirstParent::off)->commits.size() == 2);
  const auto files = opened(fixture).tree(commit);
  REQUIRE(files);
  CHECK_FALSE(*files);
}

TEST_CASE("a fix or a feature without a test is dropped where that is asked for") {
  const auto reason = [](const std::string& after, const char* message, const std::string& test_file = "") {
    Fixture fixture;
    fixture.commit_crate(lib);
    fixture.write("src/lib.rs", after);
    if (!test_file.empty())
      fixture.write(test_file, "#[test]\nfn empty() {\n    assert_eq!(demo::first(&[]), 0);\n}\n");
    const auto commit = fixture.commit(message);
    const auto repository = opened(fixture);
    const git_miner::Miner miner({"demo", "0123"}, {.system_prompt = "s", .untested = false});
    const auto result = miner.mine(repository, {.commit = commit}, fixture.scratch());
    REQUIRE(result);
    return result->reason;
  };
  const char* fix = "fix: prevent a panic of first for empty slices";
  CHECK(reason(fixed_lib, fix) == DropReason::untested);
  CHECK(reason(fixed_lib, fix, "fuzz/empty.rs") == DropReason::untested);
  CHECK(reason(fixed_lib, fix, "benches/empty.rs") == DropReason::untested);
  CHECK(reason(fixed_lib, fix, "tests/empty.rs") == std::nullopt);
  CHECK(reason(fixed_lib + "\n#[cfg(test)]\nmod tests {\n    #[test]\n    fn empty() {\n        "
                           "assert_eq!(super::first(&[]), 0);\n    }\n}\n",
               fix) == std::nullopt);
  const char* feature = "feat: add `second` beside `first` for pairs of numbers";
  const std::string second =
      "pub fn second(values: &[i32]) -> Option<i32> {\n    values.get(1).copied()\n}\n";
  CHECK(reason(lib + "\n" + second, feature) == DropReason::untested);
  CHECK(
      reason(
          lib +
              "\n/// The second.\n///\n/// ```\n/// assert_eq!(demo::second(&[1, 2]), Some(2));\n/// ```\n" +
              second,
          feature) == std::nullopt);
  CHECK(reason(lib + "\n/// The second.\n///\n/// ```text\n/// second of [1, 2] is 2\n/// ```\n" + second,
               feature) == DropReason::untested);
}

TEST_CASE("what was written before Rust 1.0 is dropped") {
  Fixture fixture;
  fixture.commit_crate(lib);
  fixture.write("src/lib.rs", fixed_lib);
  fixture.git({"add", "--all"});
  fixture.git({"commit", "--quiet", "--date=2015-03-01T00:00:00Z", "-m",
               "fix: prevent a panic of first for empty slices"});
  const std::string head = fixture.git({"rev-parse", "HEAD"}).substr(0, 40);
  CHECK(mined(fixture, head).reason == DropReason::before_rust_1);
}
