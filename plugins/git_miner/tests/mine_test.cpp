#include <fstream>
#include <functional>
#include <map>
#include <random>

#include <doctest/doctest.h>

#include <git_miner/history.hpp>
#include <git_miner/mine.hpp>
#include <git_miner/mirror.hpp>
#include <rust_code/compare.hpp>

#include "backed.hpp"
#include "conversation/wording.hpp"
#include "fixture.hpp"
#include "justified.hpp"
#include "replay.hpp"

using git_miner::DropReason;
using git_miner::test::Files;
using git_miner::test::Fixture;
using git_miner::test::replayed;

namespace {

git_miner::Repository opened(const Fixture& fixture) {
  auto mirror = git_miner::update_mirror(fixture.folder().string(), {.cache = fixture.cache()});
  REQUIRE(mirror);
  auto repository = git_miner::Repository::open(mirror->path);
  REQUIRE(repository);
  return *std::move(repository);
}

git_miner::Mined mined(const Fixture& fixture, const std::string& commit, bool merges_too = false) {
  const auto repository = opened(fixture);
  const git_miner::Miner miner({"demo", "0123"}, {.system_prompt = "You write Rust."});
  auto result = miner.mine(repository, {.commit = commit, .merges_too = merges_too}, fixture.scratch());
  REQUIRE(result);
  return *std::move(result);
}

// Of a commit, read by git itself.
Files files_of(const Fixture& fixture, const std::string& commit) {
  Files files;
  std::string names = fixture.git({"ls-tree", "-r", "-z", "--name-only", commit});
  for (std::size_t begin = 0; begin < names.size();) {
    const std::size_t end = names.find('\0', begin);
    const std::string name = names.substr(begin, end - begin);
    files[name] = fixture.git({"show", commit + ":" + name});
    begin = end + 1;
  }
  return files;
}

void check_replay(const Fixture& fixture, const std::string& commit, const chat::Example& example) {
  CHECK(replayed(example, files_of(fixture, commit + "^")) == files_of(fixture, commit));
  for (const std::string& fault :
       git_miner::test::unjustified_calls(example, files_of(fixture, commit + "^")))
    FAIL_CHECK(fault);
}

const std::string lib =
    "pub fn first(values: &[i32]) -> i32 {\n    values[0]\n}\n\npub fn last(values: &[i32]) -> i32 {\n"
    "    values[values.len() - 1]\n}\n";
const std::string fixed_lib =
    "pub fn first(values: &[i32]) -> i32 {\n    if values.is_empty() {\n        return 0;\n    }\n    "
    "values[0]\n}\n\n"
    "pub fn last(values: &[i32]) -> i32 {\n    values[values.len() - 1]\n}\n";

std::string with_crlf(const std::string& text) {
  std::string out;
  for (const char c : text) out += c == '\n' ? "\r\n" : std::string(1, c);
  return out;
}

}  // namespace

TEST_CASE("a fix becomes a conversation that reads, edits and reports without inventing anything") {
  Fixture fixture;
  const auto parent = fixture.commit_crate(lib);
  fixture.write("src/lib.rs", fixed_lib);
  const auto commit =
      fixture.commit("Fix the panic of first for empty slices (#7)\n\nSigned-off-by: Ann <ann@demo.test>");
  const auto result = mined(fixture, commit);
  REQUIRE(result.example);
  const auto& example = *result.example;
  REQUIRE(example.messages.size() == 9);
  CHECK(example.messages[1].role == chat::Role::user);
  CHECK(example.messages[1].content.contains("panic of first for empty slices"));
  CHECK(!example.messages[1].content.contains("#7"));
  CHECK(!example.messages[1].content.contains("ann@"));
  CHECK(!example.messages[1].content.contains("src/lib.rs"));
  CHECK(example.messages[2].tool_calls.at(0).function.arguments ==
        R"({"pattern":"fn first","include":"*.rs"})");
  CHECK(example.messages[3].content.contains("/workspace/src/lib.rs:\n  Line 1: pub fn first("));
  CHECK(example.messages[4].tool_calls.at(0).function.name == "read");
  CHECK(example.messages[5].content.contains("1: pub fn first"));
  CHECK(example.messages[6].tool_calls.at(0).function.name == "edit");
  CHECK(example.messages[6].content.contains("`first`"));
  CHECK(example.messages[8].content.contains("`first`"));
  CHECK(example.messages[8].weight == 0);  // nobody is to learn to report without checks
  for (std::size_t i = 0; i < 8; ++i) CHECK_FALSE(example.messages[i].weight);
  CHECK(example.metadata.category == chat::Category::bug_fix);
  CHECK(example.metadata.licence == "MIT");
  CHECK(example.metadata.edition == "2021");
  CHECK_FALSE(example.metadata.verified);
  REQUIRE(example.metadata.git);
  CHECK(example.metadata.git->commit == commit);
  CHECK(example.metadata.git->parent == parent);
  CHECK_FALSE(example.metadata.git->evidence.empty());
  check_replay(fixture, commit, example);
}

TEST_CASE("a request keeps calls and code whole, and knows neither people nor the branch") {
  Fixture fixture({"--bare"});
  const auto mirror = git_miner::update_mirror(GIT_MINER_DATA "/text.bundle", {.cache = fixture.cache()});
  REQUIRE(mirror);
  const auto repository = git_miner::Repository::open(mirror->path);
  REQUIRE(repository);
  const git_miner::Miner miner({"demo", "0123"}, {.system_prompt = "You write Rust."});
  const auto result = miner.mine(*repository, {.commit = *repository->head()}, fixture.scratch());
  REQUIRE(result);
  REQUIRE(result->example);
  const std::string& request = result->example->messages[1].content;
  CHECK(request.contains("head() panics for an empty slice"));
  CHECK(request.ends_with(
      "\n\nCalling head() with an empty slice panics:\n\n```rust\nlet values: Vec<u32> = Vec::new();\n"
      "let value = head(&values).unwrap_or_default();\nprintln!(\"{}\", value);\n}\n```"));
}

TEST_CASE(
    "a request has no name that only the change knows, but for what the subject of a feature asks for") {
  Fixture fixture;
  fixture.commit_crate(lib);
  fixture.write("src/lib.rs",
                "pub(crate) fn is_short(values: &[i32]) -> bool {\n    values.len() < 2\n}\n\n" + fixed_lib);
  const auto fix = fixture.commit(
      "fix: first() panics for an empty slice\n\nOnly first() does. It should ask is_short() as `last` "
      "would.\n");
  const auto fixed = mined(fixture, fix);
  CAPTURE(fixed.evidence);
  REQUIRE(fixed.example);
  CHECK(fixed.example->messages[1].content.contains("first() panics"));
  CHECK(fixed.example->messages[1].content.contains("Only first() does."));
  CHECK(!fixed.example->messages[1].content.contains("is_short"));
  fixture.write(
      "src/lib.rs",
      fixed_lib +
          "\npub fn second(values: &[i32]) -> Option<i32> {\n    nth_value(values, 1)\n}\n\n"
          "fn nth_value(values: &[i32], n: usize) -> Option<i32> {\n    values.get(n).copied()\n}\n");
  const auto feature =
      mined(fixture, fixture.commit("feat: add `second` for pairs\n\nCallers of first want `second` "
                                    "quite often. It could use nth_value() one "
                                    "day.\n"));
  CAPTURE(feature.evidence);
  REQUIRE(feature.example);
  CHECK(feature.example->messages[1].content.contains("Callers of first want `second` quite often."));
  CHECK(!feature.example->messages[1].content.contains("nth_value"));
}

TEST_CASE("what is added without a word on what it does is asked for with its help") {
  const std::string trailer = "\n\nSigned-off-by: Ann <ann@demo.test>\n";  // and no body
  const std::string app = "pub fn app() -> clap::Command {\n    clap::Command::new(\"demo\")\n";
  const std::string option =
      "        .arg(\n            clap::Arg::new(\"length\")\n                .long(\"length\")\n"
      "                .help(\"Read only N bytes of the input\"),\n        )\n";
  const std::string field =
      "    /// Read only N bytes of the input\n    #[arg(long)]\n    pub length: Option<u64>,\n";
  const std::string documented =
      "/// Tells how many values there are in all.\npub fn count_all(values: &[i32]) -> usize {\n"
      "    values.iter().count()\n}\n\n";
  struct Case {
    std::string message, before, after, wanted;
  };
  const std::string help = "The help of `--length` should say: \"Read only N bytes of the input.\"";
  for (const Case& one :
       {Case{"feat: add the option --length", app + "}\n",
             app + option +
                 "}\n\npub fn length(found: &clap::ArgMatches) -> Option<&String> {\n"
                 "    found.get_one(\"length\")\n}\n",
             help},
        Case{"feat: add the option --length", "#[derive(clap::Parser)]\npub struct Options {\n}\n",
             "#[derive(clap::Parser)]\npub struct Options {\n" + field +
                 "}\n\npub fn length(options: &Options) -> Option<u64> {\n    options.length\n}\n",
             help},
        Case{"feat: add `count_all` to the crate", lib, documented + lib,
             "The documentation of `count_all` should say: \"Tells how many values there are in all.\""}}) {
    Fixture fixture;
    fixture.commit_crate(one.before);
    fixture.write("src/lib.rs", one.after);
    const auto result = mined(fixture, fixture.commit(one.message + trailer));
    CAPTURE(result.evidence);
    REQUIRE(result.example);
    CHECK(result.example->messages[1].content.contains(one.wanted));
  }
}

TEST_CASE("a fix without a symptom is an example where a test of the change may show it") {
  Fixture fixture;
  fixture.commit_crate(lib);
  fixture.write("src/lib.rs", fixed_lib);
  fixture.write("tests/first.rs", "#[test]\nfn first_of_none() {\n    assert_eq!(demo::first(&[]), 0);\n}\n");
  const std::string trailer = "\n\nSigned-off-by: Ann <ann@demo.test>\n";
  const auto commit = fixture.commit("fix: correct the value that first gives for slices" + trailer);
  CHECK(mined(fixture, commit).reason == DropReason::message_no_symptom);
  const git_miner::Miner miner({"demo", "0123"}, {.system_prompt = "You write Rust."});
  const auto result =
      miner.mine(opened(fixture), {.commit = commit, .may_be_proved = true}, fixture.scratch());
  REQUIRE(result);
  CHECK(result->example);
}

TEST_CASE("a request none of whose words is found in the project is none") {
  Fixture fixture;
  fixture.commit_crate(lib);
  fixture.write("src/lib.rs", fixed_lib);
  const std::string trailer = "\n\nSigned-off-by: Ann <ann@demo.test>\n";
  CHECK(mined(fixture, fixture.commit("fix: zebras crash for striped horses in woods" + trailer)).reason ==
        DropReason::message_no_symptom);
}

TEST_CASE(
    "replaying gives the commit's files, whatever their line ends and names, and whatever was moved or "
    "deleted") {
  struct Case {
    const char* name;
    std::function<void(const Fixture&)> before, change;
  };
  const std::vector<Case> cases{
      {"CRLF", [](const Fixture& f) { f.write("src/lib.rs", with_crlf(lib)); },
       [](const Fixture& f) { f.write("src/lib.rs", with_crlf(fixed_lib)); }},
      {"no final line feed", [](const Fixture& f) { f.write("src/lib.rs", lib.substr(0, lib.size() - 1)); },
       [](const Fixture& f) { f.write("src/lib.rs", fixed_lib.substr(0, fixed_lib.size() - 1)); }},
      {"final line feed added",
       [](const Fixture& f) { f.write("src/lib.rs", lib.substr(0, lib.size() - 1)); },
       [](const Fixture& f) {
         std::string text = lib;
         f.write("src/lib.rs", text.insert(text.rfind("    values"),
                                           "    if values.is_empty() {\n        return 0;\n    }\n"));
       }},
      {"unicode", [](const Fixture& f) { f.write("src/lib.rs", "// Grüße, 世界 🦀\n" + lib); },
       [](const Fixture& f) { f.write("src/lib.rs", "// Grüße, 世界 🦀 é\n" + fixed_lib); }},
      {"rename into a new folder", [](const Fixture& f) { f.write("src/old.rs", lib); },
       [](const Fixture& f) {
         std::filesystem::remove(f.folder() / "src/old.rs");
         f.write("src/deep/new.rs", fixed_lib);
       }},
      {"delete", [](const Fixture& f) { f.write("src/gone.rs", "// nothing any more\n"); },
       [](const Fixture& f) {
         std::filesystem::remove(f.folder() / "src/gone.rs");
         f.write("src/lib.rs", fixed_lib);
       }},
      {"new file and an empty one that is filled", [](const Fixture& f) { f.write("src/empty.rs", ""); },
       [](const Fixture& f) {
         f.write("src/lib.rs", fixed_lib);
         f.write("src/empty.rs", "pub const A: u8 = 1;\n");
         f.write("notes.txt", "no line end");
       }},
      {"repeated lines", [](const Fixture& f) { f.write("src/twin.rs", lib + lib + lib); },
       [](const Fixture& f) { f.write("src/twin.rs", lib + fixed_lib + lib); }}};
  for (const Case& one : cases) {
    CAPTURE(one.name);
    Fixture fixture;
    fixture.commit_crate(lib);
    one.before(fixture);
    fixture.commit("Prepare the files");
    one.change(fixture);
    const auto commit = fixture.commit("fix: prevent a panic for empty slices");
    const auto result = mined(fixture, commit);
    REQUIRE(result.example);
    check_replay(fixture, commit, *result.example);
  }
}

TEST_CASE("random edits of a long file replay, and only lines that were read are edited") {
  std::mt19937_64 random(7);
  Fixture fixture;
  std::vector<std::string> lines;
  for (int i = 0; i < 500; ++i) {
    lines.push_back(i % 5 == 4   ? "}"
                    : i % 5 == 0 ? "fn f" + std::to_string(i / 5) + "() {"
                                 : "    let _ = " + std::to_string(i % 3) + ";");
  }
  const auto text = [&] {
    std::string all;
    for (const auto& line : lines) all += line + "\n";
    return all;
  };
  fixture.commit_crate(text());
  for (int round = 0; round < 6; ++round) {
    for (int i = 0; i < 6; ++i) {
      const std::size_t line = (random() % 100) * 5 + 1 + random() % 3;
      lines[line] = "    if true { let _ = " + std::to_string(random() % 3) + "; }";
    }
    fixture.write("src/lib.rs", text());
    const auto commit = fixture.commit("fix: prevent a wrong value in round " + std::to_string(round));
    const auto result = mined(fixture, commit);
    REQUIRE(result.example);
    check_replay(fixture, commit, *result.example);
  }
}

TEST_CASE("a lock file that changes too is left out of the example") {
  Fixture fixture;
  fixture.write("Cargo.lock", "version = 3\n");
  fixture.commit_crate(lib);
  fixture.write("Cargo.lock", "version = 4\n");
  fixture.write("src/lib.rs", fixed_lib);
  const auto commit = fixture.commit("fix: prevent a panic for empty slices");
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

TEST_CASE("a manifest is read around its edits, and its edit says which code needs the crate") {
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
  CHECK(remark.contains("`formatcp!` in `src/lib.rs`"));
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
  fixture.write("src/lib.rs", finder + fixed_lib);
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

TEST_CASE("the house style is asked of what a commit adds, not of what it moves") {
  struct Case {
    const char* before;
    const char* after;
    std::optional<DropReason> reason;
  };
  const char* parse = "pub fn n(t: &str) -> i32 {\n    t.parse().unwrap()\n}\n";
  const std::vector<Case> cases{
      {parse, "pub fn n(t: &str) -> i32 {\n    let t = t.trim();\n    t.parse::<i32>().unwrap()\n}\n",
       DropReason::adds_unwrap},
      {parse, "pub fn m(t: &str) -> i32 {\n    if t.is_empty() { return 0; }\n    t.parse().unwrap()\n}\n",
       std::nullopt},
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
    CHECK(mined(fixture, fixture.commit("feat: add a way to tell what first is for")).reason == one.reason);
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
  const auto result = mined(fixture, fixture.commit("Fix `name` being a word of Rust for a command"));
  REQUIRE(result.example);
  for (const auto& evidence : result.example->metadata.git->evidence)
    CHECK(!evidence.contains("check added"));
}

TEST_CASE("of several files a request names at most one, and each file has at most one remark") {
  for (int round = 0; round < 6; ++round) {
    Fixture fixture;
    fixture.write("src/a.rs", "pub fn a() -> u8 {\n    1\n}\n\npub fn other() {}\n" + std::string(40, '\n') +
                                  "pub fn c() -> u8 {\n    1\n}\n");
    fixture.commit_crate("mod a;\n" + lib);
    fixture.write("src/a.rs", "pub fn a() -> u8 {\n    2\n}\n\npub fn other() {}\n" + std::string(40, '\n') +
                                  "pub fn c() -> u8 {\n    2\n}\n");
    fixture.write("src/lib.rs", "mod a;\n" + fixed_lib);
    const auto commit = fixture.commit("fix: prevent a panic in round " + std::to_string(round));
    const auto result = mined(fixture, commit);
    REQUIRE(result.example);
    const std::string& request = result.example->messages[1].content;
    const bool both = request.contains("src/a.rs") && request.contains("src/lib.rs");
    CHECK_FALSE(both);
    std::map<std::string, int> edits, remarks;
    for (const auto& message : result.example->messages) {
      for (const auto& call : message.tool_calls) {
        if (call.function.name != "edit") continue;
        const std::string file = call.function.arguments.contains("src/a.rs") ? "src/a.rs" : "src/lib.rs";
        ++edits[file];
        if (!message.content.empty()) ++remarks[file];
      }
    }
    CHECK(edits["src/a.rs"] == 2);
    CHECK(remarks == std::map<std::string, int>{{"src/a.rs", 1}, {"src/lib.rs", 1}});
    check_replay(fixture, commit, *result.example);
  }
}

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
  const auto commit = fixture.commit("fix: prevent a panic for no values");
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
  const auto commit = fixture.commit("fix: prevent a panic for empty slices");
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

TEST_CASE("no report says more of runs than the calls above it show, in whatever words") {
  Fixture fixture;
  fixture.commit_crate(lib);
  fixture.write("src/lib.rs", fixed_lib);
  const auto commit = fixture.commit("fix: prevent a panic for empty slices");
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
      example->messages.back().content =
          git_miner::report_text({.type = {}, .scope = {}, .subject = "prevent a panic", .body = {}},
                                 git_miner::Category::bug_fix, {}, one, choice);
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
  const auto commit = fixture.commit("fix: prevent a panic for empty slices");
  auto proof = proof_of_fix();
  proof.before = {{"cargo test", "error[E0308]: mismatched types\n --> src/lib.rs:2:5\n", 101}};
  const auto result = mined_with(fixture, commit, proof);
  REQUIRE(result.example);
  CHECK(joined(deeds(*result.example)) ==
        "cargo test; read src/lib.rs; edit src/lib.rs; cargo fmt; cargo clippy; cargo test");
  check_replay(fixture, commit, *result.example);
}

TEST_CASE(
    "new tests and new files come before the source that they go with, the files in the order of reading") {
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
  CHECK(all.contains("edit tests/it.rs; write src/deep.rs; edit src/lib.rs"));
  check_replay(fixture, commit, *result.example);
}

TEST_CASE("a manifest is edited before the code that needs it") {
  Fixture fixture;
  fixture.commit_crate(lib);
  std::ifstream in(fixture.folder() / "Cargo.toml");
  const std::string manifest((std::istreambuf_iterator<char>(in)), {});
  fixture.write("Cargo.toml", manifest + "\n[features]\nstrict = []\n");
  std::string strict = fixed_lib;
  fixture.write("src/lib.rs", strict.insert(strict.find("        return 0;"),
                                            "        #[cfg(not(feature = \"strict\"))]\n"));
  const auto commit = fixture.commit("fix: prevent a panic of first for empty slices");
  const auto result = mined(fixture, commit);
  REQUIRE(result.example);
  CHECK(joined(deeds(*result.example)).contains("edit Cargo.toml; edit src/lib.rs"));
  check_replay(fixture, commit, *result.example);
}

TEST_CASE("an example that is too long reads less, and is dropped where that does not help") {
  Fixture fixture;
  std::string far;
  for (int i = 0; i < 30; ++i)
    far += "pub fn f" + std::to_string(i) + "() -> i32 {\n    0\n}\n\n// apart\n\n";
  fixture.commit_crate(far + lib);
  fixture.write("src/lib.rs", far + fixed_lib);
  const auto commit = fixture.commit("fix: prevent a panic of first for empty slices");
  const auto counter = std::make_shared<const token_count::Counter>(token_count::Counter::estimate());
  const auto tokens = [&](std::size_t most) {
    const git_miner::Miner miner({"demo", "0123"},
                                 {.system_prompt = "s", .tokens = {.counter = counter, .max_tokens = most}});
    auto result = miner.mine(opened(fixture), {.commit = commit}, fixture.scratch());
    REQUIRE(result);
    if (!result->example) return result->evidence;
    check_replay(fixture, commit, *result->example);
    CHECK_FALSE(result->example->metadata.tokens);  // an estimate is none
    return std::to_string(*counter->of_chat(result->example->messages, result->example->tools));
  };
  const std::size_t whole = std::stoul(tokens(100'000)), shorter = std::stoul(tokens(whole - 1));
  CHECK(shorter < whole);
  const std::string evidence = tokens(500);
  CHECK(evidence.starts_with("tokens "));
  CHECK(evidence.ends_with(" (max_tokens 500)"));
}

TEST_CASE("the calls of the sample repositories follow from what was shown, and fit") {
  const auto counter = std::make_shared<const token_count::Counter>(token_count::Counter::estimate());
  const git_miner::Miner miner({"sample", "0123"}, {.system_prompt = "s", .tokens = {.counter = counter}});
  std::size_t examples = 0;
  for (const char* name : {"hexyl.bundle", "mini-redis.bundle"}) {
    const Fixture fixture;
    const auto mirror = git_miner::update_mirror(std::string(SAMPLES "/") + name, {.cache = fixture.cache()});
    REQUIRE(mirror);
    const auto repository = git_miner::Repository::open(mirror->path);
    REQUIRE(repository);
    const auto history = git_miner::list_commits(*repository, git_miner::FirstParent::automatic);
    REQUIRE(history);
    for (const auto& commit : history->commits) {
      CAPTURE(commit.id);
      const auto result =
          miner.mine(*repository, {.commit = commit.id, .reverted = commit.reverted}, fixture.scratch());
      REQUIRE(result);
      if (!result->example) continue;
      ++examples;
      for (const std::string& fault : git_miner::test::unjustified_calls(
               *result->example,
               git_miner::test::files_at(*repository, result->example->metadata.git->parent)))
        FAIL_CHECK(fault);
      CHECK(*counter->of_chat(result->example->messages, result->example->tools) <= 8192);
    }
  }
  CHECK(examples >= 12);
}

TEST_CASE("what new code calls is looked up before, or the commit is not learnt") {
  const auto lib_with = [](const std::string& guard) {
    return "pub mod greeting;\n\npub fn greet(name: &str) -> String {\n" + guard +
           "    name.to_string()\n}\n";
  };
  for (const std::string name : {"polite_form", "hearty_form"}) {
    CAPTURE(name);
    Fixture fixture;
    fixture.commit_crate(lib_with(""));
    fixture.write("src/greeting.rs", "pub fn polite_form() -> String {\n    String::new()\n}\n");
    fixture.write("src/deep/salutation.rs", "pub fn hearty_form() -> String {\n    String::new()\n}\n");
    for (const char* file : {"src/log.rs", "src/net.rs", "src/pool.rs"})
      fixture.write(file, "fn nothing() {}\n");
    fixture.commit("Prepare the files");
    const bool is_hidden = name == "hearty_form";
    const std::string module = is_hidden ? "crate::deep::salutation::" : "greeting::";
    fixture.write("src/lib.rs",
                  lib_with("    if name.is_empty() {\n        return " + module + name + "();\n    }\n"));
    const auto commit = fixture.commit("fix: prevent an empty text of greet for empty names");
    const auto result = mined(fixture, commit);
    CAPTURE(result.evidence);
    if (is_hidden) {
      CHECK(result.reason == DropReason::no_way_to_name);
      continue;
    }
    REQUIRE(result.example);
    check_replay(fixture, commit, *result.example);
    bool is_shown = false;
    for (const auto& message : result.example->messages) {
      is_shown |= message.role == chat::Role::tool && message.content.contains("pub fn polite_form()");
      for (const auto& call : message.tool_calls) CHECK((call.function.name != "edit" || is_shown));
    }
  }
}

TEST_CASE("what is not worth learning is dropped with its reason") {
  Fixture fixture;
  fixture.commit_crate(lib);
  const auto reason = [&](const std::string& path, const std::string& text, const std::string& message) {
    fixture.write(path, text);
    return mined(fixture, fixture.commit(message)).reason;
  };
  CHECK(reason("README.md", "text\nof three\nlines\n", "Explain how to start it") == DropReason::no_rust);
  CHECK(reason("src/lib.rs", "// one\n// two\n// three\n" + lib, "Explain the functions well") ==
        DropReason::only_layout);
  CHECK(reason("src/lib.rs", fixed_lib + "pub fn n(t: &str) -> i32 {\n    t.parse().unwrap()\n}\n",
               "Add a parser for numbers") == DropReason::adds_unwrap);
  CHECK(reason("src/lib.rs", "pub fn broken( {\n\n}\n" + fixed_lib, "Add a function that does not parse") ==
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
  fixture.write("src/lib.rs", "pub const KEY: &str = \"ghp_" +
                                  std::string("0123456789abcdefghijABCDEFGHIJ012345") + "\";\n" + fixed_lib);
  const auto secret = mined(fixture, fixture.commit("fix: prevent a panic for empty slices"));
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
  const auto commit = fixture.commit("fix: prevent a panic for empty slices");
  CHECK(mined(fixture, commit).reason == DropReason::licence_not_allowed);
  CHECK(mined(fixture, commit).evidence.contains(": licence \"GPL-3.0-only\" (licences "));
  const git_miner::Miner own({"demo", "0123"}, {.system_prompt = "s", .any_licence = true});
  CHECK(own.mine(opened(fixture), {.commit = commit}, fixture.scratch())->example);
}

TEST_CASE("a secret in the code drops the commit") {
  Fixture fixture;
  fixture.commit_crate(lib);
  fixture.write("src/lib.rs", "pub const KEY: &str = \"ghp_" +
                                  std::string("0123456789abcdefghijABCDEFGHIJ012345") + "\";\n" + fixed_lib);
  CHECK(mined(fixture, fixture.commit("fix: prevent a panic for empty slices")).reason == DropReason::secret);
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

namespace {

// What an edit of a Rust file does to its items, by name: "added", "deleted", "changed".
std::map<std::string, std::string> deeds_of(const std::string& before, const std::string& after) {
  const auto old_file = rust_code::SourceFile::parse(before), new_file = rust_code::SourceFile::parse(after);
  REQUIRE(old_file);
  REQUIRE(new_file);
  const auto items = rust_code::compare(*old_file, *new_file);
  std::map<std::string, std::string> deeds;
  for (const auto& change : items.changed) deeds[items.after[change.after].path] = "changed";
  for (const std::size_t index : items.added) deeds[items.after[index].path] = "added";
  for (const std::size_t index : items.deleted) deeds[items.before[index].path] = "deleted";
  return deeds;
}

std::vector<std::string> quoted(const std::string& text) {
  std::vector<std::string> names;
  for (std::size_t begin = text.find('`'); begin != text.npos;) {
    const std::size_t end = text.find('`', begin + 1);
    names.push_back(text.substr(begin + 1, end - begin - 1));
    begin = text.find('`', end + 1);
  }
  return names;
}

// The file that the first edit or write of a message changes.
std::string edited_path(const chat::Message& message) {
  for (const auto& call : message.tool_calls) {
    const std::string& text = call.function.arguments;
    const std::size_t begin = text.find("/workspace/");
    if ((call.function.name == "edit" || call.function.name == "write") && begin != text.npos)
      return text.substr(begin + 11, text.find('"', begin) - begin - 11);
  }
  return "";
}

}  // namespace

TEST_CASE("what is said before an edit is what the edit does") {
  struct Case {
    const char* name;
    const char* message;
    Files before, after;
  };
  const std::string root_manifest =
      "[package]\nname = \"demo\"\nversion = \"0.1.0\"\nlicense = \"MIT\"\n\n[dependencies]\n";
  const std::string member_manifest =
      "[package]\nname = \"part\"\nversion = \"0.1.0\"\nlicense = \"MIT\"\n\n[dependencies]\n";
  const std::vector<Case> cases{
      {"changed", "fix: first panics for empty slices", {{"src/lib.rs", lib}}, {{"src/lib.rs", fixed_lib}}},
      {"added and changed",
       "fix: first panics for empty slices",
       {{"src/lib.rs", lib}},
       {{"src/lib.rs", fixed_lib + "\nfn is_short(values: &[i32]) -> bool {\n    values.is_empty()\n}\n"}}},
      {"deleted",
       "refactor: remove the unused function b of `src/a.rs`",
       {{"src/lib.rs", "mod a;\n"}, {"src/a.rs", "fn a() {}\n\nfn b() {\n    a();\n}\n"}},
       {{"src/lib.rs", "mod a;\n"}, {"src/a.rs", "fn a() {}\n"}}},
      {"new file",
       "feat: add a module of pairs to `src/lib.rs`",
       {{"src/lib.rs", lib}},
       {{"src/lib.rs", "mod pair;\n" + lib}, {"src/pair.rs", "pub struct Pair {\n    pub a: i32,\n}\n"}}},
      {"tests beside",
       "fix: first panics for empty slices",
       {{"src/lib.rs", lib}},
       {{"src/lib.rs", fixed_lib},
        {"tests/first.rs", "#[test]\nfn first_of_none() {\n    assert_eq!(demo::first(&[]), 0);\n}\n"}}},
      {"two manifests",
       "Use memchr to find bytes in the member",
       {{"Cargo.toml", root_manifest},
        {"part/Cargo.toml", member_manifest},
        {"src/lib.rs", lib},
        {"part/src/lib.rs", "fn find() {}\n"}},
       {{"Cargo.toml", root_manifest + "\n[features]\nfast = []\n"},
        {"part/Cargo.toml", member_manifest + "memchr = \"2\"\n"},
        {"src/lib.rs", lib},
        {"part/src/lib.rs", "fn find() {\n    memchr::memchr(0, &[]);\n}\n"}}}};
  std::size_t remarks = 0;
  for (const Case& one : cases) {
    for (int round = 0; round < 6; ++round) {  // the words depend on the commit's id
      CAPTURE(one.name);
      Fixture fixture;
      fixture.commit_crate(lib);
      Files before = one.before, after = one.after;
      before.try_emplace("Cargo.toml", root_manifest);
      after.try_emplace("Cargo.toml", root_manifest);
      for (const auto& [path, text] : before) fixture.write(path, text);
      fixture.write("notes.md", std::to_string(round));
      fixture.commit("Prepare the files");
      for (const auto& [path, text] : after) fixture.write(path, text);
      const auto result = mined(fixture, fixture.commit(one.message));
      CAPTURE(result.evidence);
      REQUIRE(result.example);
      for (const auto& message : result.example->messages) {
        const std::string path = edited_path(message);
        if (message.role != chat::Role::assistant || path.empty() || message.content.empty()) continue;
        ++remarks;
        CAPTURE(message.content);
        const bool is_manifest = path.ends_with("Cargo.toml");
        const auto deeds =
            is_manifest ? std::map<std::string, std::string>() : deeds_of(before[path], after[path]);
        for (const std::string& name : quoted(message.content)) {
          if (name == path) continue;
          CAPTURE(name);
          if (is_manifest) {  // a crate that comes, what is taken from it, or the file that takes it
            CHECK((!before[path].contains(name) || after.contains(name)));
            CHECK((after[path].contains(name) || (after.contains(name) && after[name].contains("memchr"))));
            continue;
          }
          REQUIRE(deeds.contains(name));
          for (const char* word : {"Adding", "A new file", "New in", "A new test", "For the tests"}) {
            if (!message.content.starts_with(word)) continue;
            CHECK(deeds.at(name) == "added");
            CHECK(message.tool_calls.front().function.arguments.contains(name.substr(name.rfind(':') + 1)));
          }
          for (const char* word :
               {"Removing", "The place to change", "I'll edit", "Now to", "Here I change"}) {
            if (message.content.starts_with(word))
              CHECK(deeds.at(name) == (std::string_view(word) == "Removing" ? "deleted" : "changed"));
          }
        }
      }
    }
  }
  CHECK(remarks >= 40);
}

namespace {

const std::string manifest_head =
    "[package]\nname = \"demo\"\nversion = \"0.1.0\"\nlicense = \"MIT\"\n\n[dependencies]\n";

// The class of a commit between two states of a small repository, "" where it is not mined.
std::string class_of(const char* message, Files before, Files after) {
  Fixture fixture;
  fixture.commit_crate(lib);
  before.try_emplace("Cargo.toml", manifest_head);
  after.try_emplace("Cargo.toml", before["Cargo.toml"]);
  for (const auto& [path, text] : before) fixture.write(path, text);
  fixture.commit("Prepare the files");
  for (const auto& [path, text] : before) {
    if (!after.contains(path)) std::filesystem::remove(fixture.folder() / path);
  }
  for (const auto& [path, text] : after) fixture.write(path, text);
  const auto result = mined(fixture, fixture.commit(message));
  return result.example ? std::string(base::name_of(result.example->metadata.category)) : "";
}

std::string with(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = text.find(from); at != text.npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
  return text;
}

}  // namespace

TEST_CASE("a new key of a manifest is not always a new dependency") {
  const std::string plain =
      "pub fn find(text: &[u8]) -> Option<usize> {\n    text.iter().position(|b| *b == 0)\n}\n";
  const std::string fast = "pub fn find(text: &[u8]) -> Option<usize> {\n    memchr::memchr(0, text)\n}\n";
  const std::string line = "memchr = \"2\"\n";
  const auto change = [&](const char* message, const std::string& deps_before, const std::string& deps_after,
                          const std::string& before, const std::string& after) {
    return class_of(message, {{"Cargo.toml", manifest_head + deps_before}, {"src/lib.rs", before}},
                    {{"Cargo.toml", manifest_head + deps_after}, {"src/lib.rs", after}});
  };
  CHECK(change("Use memchr to find the end", "", line, plain, fast) == "dependency");
  CHECK(change("Upgrade to memchr 2", "", line, plain, fast) == "");
  CHECK(change("Use memchr to find the end", "", "memchr = { path = \"memchr\" }\n", plain, fast) == "");
  CHECK(change("Use memchr to find the end", "other = { package = \"memchr\", version = \"2\" }\n", line,
               plain, fast) == "");
  const std::string old = "pub fn find(text: &[u8]) -> Option<usize> {\n    memchr_old::memchr(0, text)\n}\n";
  CHECK(change("Switch to memchr for the end", "memchr-old = \"1\"\n", line, old, fast) == "");
  CHECK(change("Use memchr to find the end", line, "\n[dev-dependencies]\n" + line, fast, plain) == "");
  const std::string of_std = with(fast, "memchr::memchr(0, text)", "std::iter::position(0, text)");
  CHECK(change("Replace memchr with the standard library", line, "", fast, of_std) == "refactor");
  const std::string test = "\n#[test]\nfn first_of_none() {\n    pretty::assert_eq!(first(&[]), 0);\n}\n";
  CHECK(change("fix: first panics for empty slices", "", "\n[dev-dependencies]\npretty = \"1\"\n", lib,
               fixed_lib + test) == "bug_fix");
}

TEST_CASE("code that moves, is extracted, inlined, renamed or simplified is a refactoring") {
  const std::string area =
      "fn area(w: u32, h: u32) -> u32 {\n    let w = w.min(100).max(2);\n    let h = h.min(100).max(2);\n    "
      "w * h\n}\n";
  const std::string edge = "fn edge(w: u32) -> u32 {\n    w.checked_add(7).unwrap_or(9) * 4\n}\n";
  const std::string extracted =
      "fn area(w: u32, h: u32) -> u32 {\n    clamped(w) * clamped(h)\n}\n\nfn clamped(w: u32) -> u32 {\n    "
      "w.min(100).max(2)\n}\n";
  const auto change = [&](const char* message, const std::string& before, const std::string& after) {
    return class_of(message, {{"src/lib.rs", before}}, {{"src/lib.rs", after}});
  };
  CHECK(change("Extract the clamping of sides from area", area, extracted) == "refactor");
  CHECK(change("Inline the clamping of sides into area", extracted, area) == "refactor");
  CHECK(class_of("Move edge into its own module", {{"src/lib.rs", area + "\n" + edge}},
                 {{"src/lib.rs", "mod edge;\n" + area}, {"src/edge.rs", edge}}) == "refactor");
  const std::string twice = area + "\nfn two() -> u32 {\n    area(1, 1) * 2\n}\n";
  CHECK(change("Change the name of the area", twice, with(twice, "area", "size")) == "refactor");
  CHECK(change("Simplify the area of boxes", area,
               "fn area(w: u32, h: u32) -> u32 {\n    w.min(100).max(2) * h.min(100).max(2)\n}\n") ==
        "refactor");
  // Another value, another method, less of the work, a lint.
  CHECK(change("Simplify the area of boxes", area, with(area, "100", "200")) == "");
  CHECK(change("Change the area to powers", area, with(area, "max", "pow")) == "");
  CHECK(change("Remove the limits of the area", area, "fn area(w: u32, h: u32) -> u32 {\n    w * h\n}\n") ==
        "");
  CHECK(change("refactor: shorten the clippy list", area, extracted) == "");
}

TEST_CASE("a change that lies outside of Rust is not learnt by the line of Rust beside it") {
  std::string script, mended;
  for (int i = 0; i < 20; ++i) {
    script += "echo " + std::to_string(i) + "\n";
    mended += "printf '%s' " + std::to_string(i) + "\n";
  }
  CHECK(class_of("fix: the prompt is wrong in old shells",
                 {{"src/lib.rs", lib}, {"templates/zsh.sh", script}},
                 {{"src/lib.rs", fixed_lib}, {"templates/zsh.sh", mended}}) == "");
}
