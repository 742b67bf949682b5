// What is asked for in mined examples.
#include <map>
#include <string>

#include <doctest/doctest.h>

#include "mined.hpp"

using git_miner::DropReason;
using git_miner::test::check_replay;
using git_miner::test::fixed_lib;
using git_miner::test::Fixture;
using git_miner::test::lib;
using git_miner::test::mined;
using git_miner::test::opened;

namespace {

// Of a commit that mends `first`. `note` makes it another commit, and the choice of words another one.
std::string request_of_fix(const std::string& message, const std::string& note = "") {
  Fixture fixture;
  fixture.commit_crate(lib);
  fixture.write("src/lib.rs", fixed_lib);
  if (!note.empty()) fixture.write("notes.txt", note);
  const auto result = mined(fixture, fixture.commit(message));
  CAPTURE(result.evidence);
  REQUIRE(result.example);
  return result.example->messages[1].content;
}

}  // namespace

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

TEST_CASE("a scope whose name only a test has is no place") {
  Fixture fixture;
  fixture.write("tests/api.rs", "#[test]\nfn works() {}\n");
  fixture.commit_crate(lib);
  fixture.write("src/lib.rs", fixed_lib);
  const auto fixed = mined(
      fixture, fixture.commit("api: prevent a panic of `first` for empty slices\n\nIt should be 0 then."));
  CAPTURE(fixed.evidence);
  REQUIRE(fixed.example);
  CHECK(!fixed.example->messages[1].content.contains("api"));
}

TEST_CASE(
    "a request has no name that only the change knows, but for what the subject of a feature asks for") {
  Fixture fixture;
  fixture.commit_crate(lib);
  std::string asking_lib = fixed_lib;
  asking_lib.replace(asking_lib.find("values.is_empty()"), 17, "is_short(values)");
  fixture.write(
      "src/lib.rs",
      "pub(crate) fn is_short(values: &[i32]) -> bool {\n    values.is_empty()\n}\n\n" + asking_lib);
  const auto fix = fixture.commit(
      "fix: first() panics for an empty slice\n\nOnly first() fails. It should ask is_short() as `last` "
      "would.\n");
  const auto fixed = mined(fixture, fix);
  CAPTURE(fixed.evidence);
  REQUIRE(fixed.example);
  CHECK(fixed.example->messages[1].content.contains("first() panics"));
  CHECK(fixed.example->messages[1].content.contains("Only first() fails."));
  CHECK(!fixed.example->messages[1].content.contains("is_short"));
  fixture.write(
      "src/lib.rs",
      fixed_lib +
          "\npub fn second(values: &[i32]) -> Option<i32> {\n    nth_value(values, 1)\n}\n\n"
          "fn nth_value(values: &[i32], n: usize) -> Option<i32> {\n    values.get(n).copied()\n}\n");
  const auto feature =
      mined(fixture, fixture.commit("feat: add `second` for pairs\n\nCallers of first should get `second` "
                                    "quite often. It could use nth_value() one "
                                    "day.\n"));
  CAPTURE(feature.evidence);
  REQUIRE(feature.example);
  CHECK(feature.example->messages[1].content.contains("Callers of first should get `second` quite often."));
  CHECK(!feature.example->messages[1].content.contains("nth_value"));
}

TEST_CASE("what is added without a word on what it does is asked for with its help") {
  const std::string trailer = "\n\nSigned-off-by: Ann <ann@demo.test>\n";  // and no body
  const std::string app =
      "pub fn all(found: &clap::ArgMatches) -> bool {\n    found.get_one::<String>(\"all\").is_some()\n}\n\n"
      "pub fn app() -> clap::Command {\n    clap::Command::new(\"demo\")\n"
      "        .arg(clap::Arg::new(\"all\").long(\"all\").help(\"Read all of the input\"))\n";
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
        Case{"feat: add `count_all` next to `first`", lib, documented + lib,
             "The documentation of `count_all` should say: \"Tells how many values there are in all.\""},
        Case{"feat: add `count_all` next to `first`", lib,
             "/// Tells how many values there are in all.\n///\n/// Of an empty slice that is zero.\n///\n"
             "/// It takes:\n///\n/// - values\n///\n/// Or slices of them.\n" +
                 documented.substr(documented.find("pub fn")) + lib,
             "The documentation of `count_all` should say: \"Tells how many values there are in all. Of an "
             "empty slice that is zero. It takes: values. Or slices of them.\""},
        Case{"feat: add `count_all` next to `first`", lib,
             "/// Tells how many values there are in all.\n///\n/// ```\n/// # use demo::count_all;\n"
             "/// assert_eq!(count_all(&[7, 8]), 2);\n/// ```\n" +
                 documented.substr(documented.find("pub fn")) + lib,
             "values there are in all.\" This should be its example:\n\n```rust\nuse demo::count_all;\n"
             "assert_eq!(count_all(&[7, 8]), 2);\n```"},
        Case{"feat: add `count_all` next to `first`", lib,
             "/// Tells how many values there are in all.\n///\n/// # Panics\n///\n/// When there are none "
             "at all.\n///\n"
             "/// # Examples\n///\n/// Nobody is told this.\n" +
                 documented.substr(documented.find("pub fn")) + lib,
             "The documentation of `count_all` should say: \"Tells how many values there are in all. When "
             "there "
             "are none at all.\""}}) {
    Fixture fixture;
    fixture.commit_crate(one.before);
    fixture.write("src/lib.rs", one.after);
    const auto result = mined(fixture, fixture.commit(one.message + trailer));
    CAPTURE(result.evidence);
    REQUIRE(result.example);
    CHECK(result.example->messages[1].content.contains(one.wanted));
  }
}

TEST_CASE("what should be is asked for, and no fault") {
  for (int i = 0; i < 6; ++i) {
    const std::string request =
        request_of_fix("fix: `first` should return 0 instead of a panic for empty slices", std::to_string(i));
    CHECK_FALSE(request.contains("should not be so"));
    CHECK_FALSE(request.contains("fix that"));
  }
}

TEST_CASE("a fix does not tell the mistake") {
  const std::string request = request_of_fix(
      "fix: prevent a panic of `first` for empty slices\n\n"
      "The arguments of the check were swapped. The correct index is 0, not "
      "`1`. It panics in `first` for all empty slices.");
  CHECK_FALSE(request.contains("swapped"));
  CHECK_FALSE(request.contains("correct"));
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
        DropReason::message_leads_nowhere);
}

TEST_CASE("of several files a request names at most one, and each file has at most one remark") {
  for (int round = 0; round < 6; ++round) {
    Fixture fixture;
    fixture.write("src/a.rs", "pub fn alpha() -> u8 {\n    1\n}\n\npub fn other() {}\n" +
                                  std::string(40, '\n') + "pub fn gamma() -> u8 {\n    1\n}\n");
    fixture.commit_crate("mod a;\n" + lib);
    fixture.write("src/a.rs", "pub fn alpha() -> u8 {\n    2\n}\n\npub fn other() {}\n" +
                                  std::string(40, '\n') + "pub fn gamma() -> u8 {\n    2\n}\n");
    fixture.write("src/lib.rs", "mod a;\n" + fixed_lib);
    const auto commit = fixture.commit(
        "fix: don't let `first`, `alpha` and `gamma` give wrong values in round " + std::to_string(round));
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

TEST_CASE("the place of a change is the item around it, and for a new one what stands beside it") {
  const std::string trailer = "\n\nSigned-off-by: Ann <ann@demo.test>\n";
  for (const auto& [message, reason] :
       {std::pair{"fix: don't let `last` panic for empty slices", DropReason::message_leads_nowhere},
        std::pair{"fix: don't let `first` panic for empty slices", DropReason{}}}) {
    Fixture fixture;
    fixture.commit_crate(lib);
    fixture.write("src/lib.rs", fixed_lib);
    const auto result = mined(fixture, fixture.commit(message + trailer));
    CAPTURE(message);
    CHECK(result.reason.value_or(DropReason{}) == reason);
  }
}
