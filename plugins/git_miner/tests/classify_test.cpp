#include "change/classify.hpp"

#include <doctest/doctest.h>

using git_miner::Category;
using git_miner::ChangeFacts;
using git_miner::classify;
using git_miner::clean_message;

namespace {

ChangeFacts small_fix() {
  ChangeFacts facts;
  facts.adds_guard = true;
  facts.tests_same = false;
  facts.net_source_lines = 3;
  return facts;
}

}  // namespace

TEST_CASE("a message alone does not make a class") {
  ChangeFacts nothing;
  nothing.tests_same = false;
  const auto outcome = classify(clean_message("Fix the parser of numbers"), nothing);
  CHECK_FALSE(outcome.is_clear);
  CHECK(outcome.scores == "bug_fix 2 (at least 3)");
}

TEST_CASE("a check within a function makes a fix clear") {
  const auto outcome = classify(clean_message("Fix the parser of numbers"), small_fix());
  CHECK(outcome.is_clear);
  CHECK(outcome.best.category == Category::bug_fix);
  CHECK(outcome.best.evidence.size() == 2);
  CHECK(outcome.best.confidence == 1);
}

TEST_CASE("a new test beside a small fix makes it clear, and is none of another message") {
  ChangeFacts facts;
  facts.tests_same = false;
  facts.test_for_small_change = true;
  CHECK(classify(clean_message("Fix the name of a command in errors"), facts).is_clear);
  CHECK_FALSE(classify(clean_message("Print the name of a command in errors"), facts).is_clear);
}

TEST_CASE("fixes of warnings, texts and builds are no fixes of the program") {
  for (const char* subject :
       {"Fix some clippy warnings", "fix: typos in the parser", "Fix the CI of forks"}) {
    CHECK_FALSE(classify(clean_message(subject), small_fix()).is_clear);
  }
}

TEST_CASE("fewer lines behind the same interface are a refactoring, more public items a feature") {
  ChangeFacts same;
  same.net_source_lines = -4;
  CHECK(classify(clean_message("Simplify the parser of numbers"), same).best.category == Category::refactor);
  ChangeFacts more;
  more.tests_same = more.public_api_same = false;
  more.more_public_items = true;
  const auto outcome = classify(clean_message("Add a parser of numbers"), more);
  CHECK(outcome.is_clear);
  CHECK(outcome.best.category == Category::feature);
}

TEST_CASE("a new crate that the code uses is a change of dependencies, a new version is not") {
  ChangeFacts facts;
  facts.tests_same = false;
  facts.crates_added = {"memchr"};
  CHECK_FALSE(classify(clean_message("Use memchr to find bytes"), facts).is_clear);  // nothing added uses it
  facts.crate_uses = {{.crate = "memchr", .file = "src/lib.rs", .names = {"memchr"}}};
  CHECK(classify(clean_message("Use memchr to find bytes"), facts).best.category == Category::dependency);
  facts.crates_added.clear();
  facts.crate_uses.clear();
  facts.versions_changed = {"memchr"};
  CHECK_FALSE(classify(clean_message("Use memchr to find bytes"), facts).is_clear);
}

TEST_CASE("a crate that the message neither names nor hints at makes no change of dependencies") {
  ChangeFacts facts;
  facts.tests_same = false;
  facts.tests_only_adjusted = true;
  facts.crates_added = {"const_format"};
  facts.crate_uses = {{.crate = "const_format", .file = "src/main.rs", .names = {"formatcp!"}}};
  const auto outcome = classify(clean_message("Refactor default block size into constant"), facts);
  CHECK(outcome.is_clear);
  CHECK(outcome.best.category == Category::refactor);
  CHECK(classify(clean_message("Add a dependency for messages"), facts).best.category ==
        Category::dependency);
  facts.crate_uses[0].crate = "clap_complete";
  CHECK(classify(clean_message("Add shell completion"), facts).best.category == Category::dependency);
}

TEST_CASE("what changes a public interface or the command line is no refactoring") {
  ChangeFacts same;
  same.net_source_lines = -4;
  const auto message = clean_message("refactor: simplify the options");
  CHECK(classify(message, same).is_clear);
  same.command_line_same = false;
  CHECK_FALSE(classify(message, same).is_clear);
  same.command_line_same = true;
  same.public_api_same = false;
  CHECK_FALSE(classify(message, same).is_clear);
}
