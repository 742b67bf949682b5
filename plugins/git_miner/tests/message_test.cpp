#include <set>

#include <doctest/doctest.h>

#include "change/subject.hpp"
#include "conversation/wording.hpp"
#include "filter/message_filter.hpp"

using git_miner::clean_message;

TEST_CASE("a subject loses what belongs to the project's bookkeeping") {
  CHECK(clean_message("Fix the parser (#12)").subject == "Fix the parser");
  CHECK(clean_message("Fix the parser, closes #12").subject == "Fix the parser");
  CHECK(clean_message("feat(cli): add a flag. ").subject == "add a flag");
  CHECK(clean_message("feat(cli)!: add a flag").type == git_miner::CommitType::feat);
  CHECK(clean_message("[core] src/lib.rs: Handle empty input").subject == "Handle empty input");
  CHECK(clean_message("Use https://host.test/x for lookups").subject == "Use for lookups");
  CHECK(clean_message("Merge pull request #3 from ann/topic\n\nAdd a cache\n").subject == "Add a cache");
  CHECK(clean_message("Fix #12 by checking the length").closes_issue);
}

TEST_CASE("a body keeps what speaks of the code, and neither trailers nor people") {
  const auto message = clean_message(
      "Add a cache\n\nLookups of the same key are frequent in large inputs.\n\n"
      "This commit adds a cache that holds them.\n\n* wip\n* fix tests\n\n"
      "Mail ann@demo.test when it breaks in your tree.\n\n"
      "Signed-off-by: Ann Author <ann@demo.test>\nCo-authored-by: Bob <bob@demo.test>\n");
  REQUIRE(message.paragraphs.size() == 2);
  CHECK(message.paragraphs[0] == "Lookups of the same key are frequent in large inputs.");
  CHECK(!message.paragraphs[1].contains('@'));
}

TEST_CASE("messages that ask for nothing are refused") {
  const auto reason_name = [](std::string_view text) {
    const auto drop = message_drop(clean_message(text), text);
    return drop ? base::name_of(drop->reason) : "";
  };
  const auto evidence = [](std::string_view text) {
    return message_drop(clean_message(text), text)->evidence;
  };
  CHECK(evidence("Bump version to v0.17.0") == "\"Bump\" in the subject \"Bump version to v0.17.0\"");
  CHECK(evidence("docs: explain the cache") == "the type docs in the subject \"explain the cache\"");
  CHECK(evidence("Fix parser") == "words 2 (at least 3) in the subject \"Fix parser\"");
  CHECK(reason_name("Fix #254") == "message says too little");
  CHECK(reason_name("fixup! Add a cache") == "unfinished work");
  CHECK(reason_name("wip: add a cache layer") == "unfinished work");
  CHECK(reason_name("Bump version to v0.17.0") == "release or version bump");
  CHECK(reason_name("Prepare to release the crate") == "release or version bump");
  CHECK(reason_name("Update README with examples") == "message speaks of documentation");
  CHECK(reason_name("fix review comments") == "message speaks of the commit");
  CHECK(reason_name("Fix for empty files") == "message is no request");
  CHECK(reason_name("Fix the overflow in the parser") == "");
  CHECK(reason_name("Frame::Array display of values") == "message is no request");
  CHECK(reason_name("New default value for offsets") == "message is no request");
  CHECK(reason_name("Fix issues with `hello_world_elf64`") == "message says too little");
  CHECK(reason_name("Parser panics for empty input") == "");
  CHECK(reason_name("Wrong offset when skipping lines") == "");
  CHECK(reason_name("Do not print an empty line") == "");
}

TEST_CASE("requests use the plain form of a verb, reports tell the deed") {
  CHECK(git_miner::as_request("Added a cache") == "add a cache");
  CHECK(git_miner::as_request("Fixes the parser") == "fix the parser");
  CHECK(git_miner::as_request("Simplifying the loop") == "simplify the loop");
  CHECK(git_miner::as_request("dropped the lock early") == "drop the lock early");
  CHECK(git_miner::as_request("expiration bug") == "");
  CHECK(git_miner::as_report("add a cache") == "Added a cache");
  CHECK(git_miner::as_report("ignore empty lines") == "Now ignores empty lines");
  CHECK(git_miner::as_report("fix the parser and add a test") == "");
}

TEST_CASE("a symptom is told as such, a request names one file at most, and a failing test is quoted") {
  const auto symptom = clean_message("Parser panics for empty input");
  const git_miner::FailingTest failing{
      "tests::empty", "thread 'tests::empty' panicked at src/lib.rs:2:5:\nindex out of bounds"};
  for (std::uint64_t choice = 0; choice < 120; ++choice) {
    const auto text =
        git_miner::request_text(symptom, git_miner::Category::bug_fix, "", std::nullopt, choice);
    CHECK(text.contains("arser panics for empty input"));
    CHECK(!text.contains("Please fix this: "));
    CHECK(!text.contains(".rs"));
    const auto quoted =
        git_miner::request_text(symptom, git_miner::Category::bug_fix, "src/a.rs", failing, choice);
    CHECK(quoted.contains("`src/a.rs`"));
    CHECK(quoted.contains("`tests::empty`"));
    CHECK(quoted.contains("```\nthread 'tests::empty' panicked"));
  }
}

TEST_CASE("the report of a proved change says what the runs have shown, another says nothing of runs") {
  git_miner::ChangeFacts facts;
  facts.changed = {{.file = "src/lib.rs", .kind = rust_code::ItemKind::function, .path = "first"}};
  const std::string red =
      "running 1 test\ntest tests::empty ... FAILED\n\nfailures:\n\n---- tests::empty stdout ----\n\n"
      "thread 'tests::empty' panicked at src/lib.rs:2:5:\nindex out of bounds\nnote: run with "
      "`RUST_BACKTRACE=1` environment variable to display a backtrace\n\n\nfailures:\n    tests::empty\n\n"
      "test result: FAILED. 0 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out\n";
  const std::string green =
      "running 1 test\ntest tests::empty ... ok\n\n"
      "test result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out\n";
  const git_miner::Proof proof{.tests_first = {{"src/lib.rs", "x"}},
                               .before = {{"cargo test", red, 101}},
                               .after = {{"cargo build", "", 0}, {"cargo test", green, 0}},
                               .toolchain = {}};
  const auto failing = git_miner::first_failing_test(proof);
  REQUIRE(failing);
  CHECK(failing->name == "tests::empty");
  CHECK(failing->output == "thread 'tests::empty' panicked at src/lib.rs:2:5:\nindex out of bounds");
  std::set<std::string> texts;
  for (std::uint64_t choice = 0; choice < 120; ++choice) {
    const auto message = clean_message("Fix the panic of first for empty slices");
    const auto text = git_miner::report_text(message, git_miner::Category::bug_fix, facts, &proof, choice);
    CHECK(text.contains("`tests::empty`"));
    CHECK(text.contains("one test"));
    texts.insert(text);
    const auto unproved =
        git_miner::report_text(message, git_miner::Category::bug_fix, facts, nullptr, choice);
    CHECK(unproved.contains("`first`"));
    for (const char* word : {"cargo", "tested", "pass", "built", "compile"}) CHECK(!unproved.contains(word));
  }
  CHECK(texts.size() >= 6);
}
