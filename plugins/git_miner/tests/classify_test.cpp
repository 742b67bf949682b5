#include "change/classify.hpp"

#include <random>

#include <doctest/doctest.h>

#include "change/new_names.hpp"

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
  CHECK(outcome.best.confidence == 0.75);  // margin 3.5
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

namespace {

// Facts of a small refactoring that says so.
ChangeFacts less_code() {
  ChangeFacts facts;
  facts.net_source_lines = -4;
  facts.shape.tokens = -20;
  facts.shape.branches = -1;
  facts.shape.same_code = false;
  return facts;
}

}  // namespace

TEST_CASE("fewer lines behind the same interface are a refactoring, more public items a feature") {
  const ChangeFacts same = less_code();
  CHECK(classify(clean_message("Simplify the parser of numbers"), same).best.category == Category::refactor);
  ChangeFacts more;
  more.tests_same = more.public_api_same = false;
  more.more_public_items = more.offers_new = true;
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

TEST_CASE(
    "a change of dependencies is about its new crate: named as what is to be used, and no other's new name") {
  ChangeFacts facts;
  facts.tests_same = false;
  facts.shape.same_code = false;
  facts.crates_added = {"const_format"};
  facts.crate_uses = {{.crate = "const_format", .file = "src/main.rs", .names = {"formatcp!"}}};
  const auto is_dependency = [&](std::string_view text) {
    const auto outcome = classify(clean_message(text), facts);
    return outcome.is_clear && outcome.best.category == Category::dependency;
  };
  CHECK(is_dependency("Use const_format for the default block size"));
  CHECK(is_dependency("Switch to the const-format crate"));
  CHECK(is_dependency("Add a dependency for messages"));
  CHECK_FALSE(is_dependency("Refactor default block size into constant"));
  CHECK_FALSE(is_dependency("Add const_format errors to the parser"));
  CHECK_FALSE(is_dependency("Upgrade to const_format"));
  CHECK_FALSE(is_dependency("Print the size\n\nThis takes const_format for it."));
  facts.crates_removed = {"const-formatter"};
  CHECK_FALSE(is_dependency(
      "Use const_format for the default block size\n\nIt is the new name of the old crate, no more."));
  facts.crates_removed = {"concat"};
  CHECK(is_dependency("Use const_format instead of concat"));
  CHECK(is_dependency("Use const_format for the default block size"));
  facts.crates_removed.clear();
  facts.crate_uses[0].crate = "clap_complete";
  CHECK_FALSE(is_dependency("Add shell completion"));
  facts.crate_uses[0].crate = "glob";
  CHECK_FALSE(is_dependency("Support globs in paths"));
}

TEST_CASE("the clearer a class, the more it is to be trusted") {
  ChangeFacts facts = small_fix();
  const double before = classify(clean_message("Fix the parser of numbers"), facts).best.confidence;
  facts.test_names_changed_function = true;
  const double after =
      classify(clean_message("Fix the panic of the parser (fixes #7)"), facts).best.confidence;
  CHECK(before < after);
  CHECK(after <= 1);
}

TEST_CASE("a faster program, another text and a forced upgrade are none of the classes") {
  ChangeFacts facts = less_code();
  CHECK(classify(clean_message("Simplify the lookup"), facts).is_clear);
  for (const char* subject :
       {"Simplify the lookup for better performance", "Simplify the docs of the lookup",
        "refactor: tidy the clippy warnings", "Add tests of the lookup", "Document the lookup"}) {
    CAPTURE(subject);
    CHECK_FALSE(classify(clean_message(subject), facts).is_clear);
  }
  facts.versions_changed = {"clap"};
  CHECK_FALSE(classify(clean_message("Simplify the lookup"), facts).is_clear);
}

TEST_CASE("taking a feature away is no refactoring, taking away what is not needed is") {
  const ChangeFacts facts = less_code();
  CHECK_FALSE(classify(clean_message("Remove the warning of the lookup"), facts).is_clear);
  CHECK(classify(clean_message("Remove the unused lookup"), facts).best.category == Category::refactor);
}

TEST_CASE("a subject that says another behaviour names no refactoring, one that gives a reason may") {
  const auto is_refactoring = [](const char* subject) {
    const auto outcome = classify(clean_message(subject), less_code());
    return outcome.is_clear && outcome.best.category == Category::refactor;
  };
  for (const char* subject :
       {"Inline the lookup, don't localize", "Simplify the lookup: stop sorting it",
        "refactor: always print the simplified name", "Simplify the lookup, which no longer ignores names",
        "Merge the lookups only when both are there"})
    CHECK_FALSE(is_refactoring(subject));
  for (const char* subject :
       {"Inline the lookup", "Remove the unused lookup, which is no longer needed",
        "Simplify the lookup, whose result is never read", "Simplify the lookup that is always true"})
    CHECK(is_refactoring(subject));
}

TEST_CASE("what changes a public interface or the command line is no refactoring") {
  ChangeFacts same = less_code();
  const auto message = clean_message("refactor: simplify the options");
  CHECK(classify(message, same).is_clear);
  same.command_line_same = false;
  CHECK_FALSE(classify(message, same).is_clear);
  same.command_line_same = true;
  same.public_api_same = false;
  CHECK_FALSE(classify(message, same).is_clear);
}

TEST_CASE("code that goes with nothing in its place is no refactoring") {
  ChangeFacts facts = less_code();
  const auto message = clean_message("Remove the unnecessary case of the lookup");
  CHECK(classify(message, facts).is_clear);
  facts.shape.drops_branches = true;
  CHECK_FALSE(classify(message, facts).is_clear);
}

TEST_CASE("what offers a public item and an option more is no fix, and an upgrade is none either") {
  ChangeFacts facts = small_fix();
  facts.shape.tokens = 20;
  facts.command_line_same = false;
  CHECK(classify(clean_message("Fix the wrong parser of numbers"), facts).is_clear);
  facts.adds_to_api = facts.more_public_items = true;
  CHECK_FALSE(classify(clean_message("Fix the wrong parser of numbers"), facts).is_clear);
  ChangeFacts upgrade = small_fix();
  CHECK(classify(clean_message("Fix the wrong parser by updating the table"), upgrade).is_clear);
  upgrade.versions_changed = {"clap"};
  CHECK(classify(clean_message("Fix the wrong parser of numbers"), upgrade).is_clear);
  CHECK_FALSE(classify(clean_message("Fix the wrong parser by updating clap"), upgrade).is_clear);
}

TEST_CASE("what tests expect, attributes, comparisons and texts that go are behaviour, not its shape") {
  const auto message = clean_message("Simplify the lookup of names");
  CHECK(classify(message, less_code()).is_clear);
  const auto is_refactoring = [&](const auto& change) {
    ChangeFacts facts = less_code();
    change(facts.shape);
    return classify(message, facts).is_clear;
  };
  CHECK_FALSE(is_refactoring([](auto& shape) { shape.same_tests = false; }));
  CHECK_FALSE(is_refactoring([](auto& shape) { shape.same_attributes = false; }));
  CHECK_FALSE(is_refactoring([](auto& shape) { shape.same_comparisons = false; }));
  CHECK_FALSE(is_refactoring([](auto& shape) { shape.same_order = false; }));
  CHECK_FALSE(is_refactoring([](auto& shape) { shape.lost_literals = {"\"not found\""}; }));
  CHECK_FALSE(is_refactoring([](auto& shape) { shape.branches = 1; }));
  CHECK_FALSE(is_refactoring([](auto& shape) { shape.panics = 1; }));
}

TEST_CASE("a refactoring shows in the code as what its message calls it") {
  const auto is_refactoring = [](const char* subject, const auto& change) {
    ChangeFacts facts = less_code();
    change(facts.shape);
    return classify(clean_message(subject), facts).is_clear;
  };
  const auto none = [](auto&) {};
  const auto moved = [](auto& shape) { shape.moved = {"Lookup"}; };
  const auto extracted = [](auto& shape) { shape.extracted = {"names"}; };
  const auto renamed = [](auto& shape) { shape.renamed = {{"lookup", "find"}}; };
  CHECK_FALSE(is_refactoring("Move the lookup of names to its own module", none));
  CHECK(is_refactoring("Move the lookup of names to its own module", moved));
  CHECK_FALSE(is_refactoring("Extract the lookup of names", none));
  CHECK(is_refactoring("Extract the lookup of names", extracted));
  CHECK_FALSE(is_refactoring("Rename the lookup of names", none));
  CHECK(is_refactoring("Rename the lookup of names", renamed));
  const auto longer = [](auto& shape) { shape.tokens = 1; };
  CHECK(is_refactoring("Simplify the lookup of names", none));
  CHECK_FALSE(is_refactoring("Simplify the lookup of names", longer));
}

TEST_CASE("where message and change disagree there is no class") {
  ChangeFacts more;
  more.tests_same = more.public_api_same = false;
  more.more_public_items = more.adds_to_api = more.offers_new = true;
  more.net_source_lines = 30;
  more.shape.tokens = 90;
  const auto class_of = [](const char* text, const ChangeFacts& facts) {
    const auto outcome = classify(clean_message(text), facts);
    return outcome.is_clear ? std::string(base::name_of(outcome.best.category)) : "";
  };
  CHECK(class_of("Add a parser of numbers", more) == "feature");
  more.offers_new = false;
  CHECK(class_of("Add a parser of numbers", more) == "");
  more.offers_new = true;
  CHECK(class_of("fix: add a parser of numbers", more) == "");
  CHECK(class_of("Parse numbers without a list", more) == "");
  ChangeFacts guard = small_fix();
  CHECK(class_of("Fix the parser that panics for numbers", guard) == "bug_fix");
  CHECK(class_of("Add a check of numbers\n\nIt panics without.", guard) == "");
  guard.tests_same = true;
  CHECK(class_of("Fix the parser of numbers", guard) == "");
}

namespace {

// Of a change that touches no manifest.
ChangeFacts any_facts(std::mt19937& random, bool may_bring_named) {
  const auto flip = [&] { return random() % 2 == 0; };
  const auto number = [&] { return static_cast<std::ptrdiff_t>(random() % 61) - 30; };
  ChangeFacts facts;
  facts.brings_named = flip() && may_bring_named;
  facts.net_source_lines = number();
  facts.net_test_lines = number();
  for (bool* fact : {&facts.new_source_file,
                     &facts.more_public_items,
                     &facts.adds_to_api,
                     &facts.offers_new,
                     &facts.is_small,
                     &facts.public_api_same,
                     &facts.mostly_elsewhere,
                     &facts.only_examples,
                     &facts.command_line_same,
                     &facts.tests_same,
                     &facts.tests_only_adjusted,
                     &facts.adds_guard,
                     &facts.test_for_small_change,
                     &facts.test_names_changed_function,
                     &facts.removes_panics,
                     &facts.shape.drops_branches,
                     &facts.shape.same_code,
                     &facts.shape.same_signatures,
                     &facts.shape.same_tests,
                     &facts.shape.same_attributes,
                     &facts.shape.same_comparisons,
                     &facts.shape.same_order})
    *fact = flip();
  facts.shape.tokens = number();
  facts.shape.branches = number();
  facts.shape.errors = number();
  if (flip()) facts.shape.renamed["old"] = "fresh";
  if (flip()) facts.shape.moved = {"place"};
  if (flip()) facts.shape.moved_share = 0.9;
  if (flip()) facts.shape.extracted = {"part"};
  if (flip()) facts.shape.inlined = {"part"};
  if (flip()) facts.shape.new_literals = {"\"word\""};
  return facts;
}

}  // namespace

TEST_CASE("no change makes clear what its message keeps from every class") {
  std::mt19937 random(7);
  std::size_t without = 0;
  for (const char* subject :
       {"Clarify the names of options", "Add tests for the parser", "fix: typos in the parser",
        "Speed up the parser of numbers", "Remove the old parser", "Remove `Parser` and what it held",
        "Fix the parser of numbers", "Add a flag --quiet", "Rename the parser", "Extract a parser of numbers",
        "Don't print an empty line", "Print the name of a command", "refactor: split the parser",
        "feat: print the name of a command", "perf: parse numbers once", "Increase the capacity of the pool",
        "Simplify the parser and fix a panic", "Update the parser", ""}) {
    const auto message = clean_message(subject);
    if (git_miner::may_be_of_a_class(message)) continue;
    ++without;
    for (int i = 0; i < 4000; ++i) {
      const auto facts = any_facts(random, !git_miner::names_in(message.subject).empty());
      REQUIRE_MESSAGE(!classify(message, facts).is_clear, subject);
    }
  }
  CHECK(without >= 6);
  for (const char* subject : {"Fix the parser of numbers", "Add a flag --quiet", "Rename the parser"})
    CHECK(git_miner::may_be_of_a_class(clean_message(subject)));
}
