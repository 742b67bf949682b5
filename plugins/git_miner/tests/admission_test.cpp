// Which requests may be asked.
#include "change/admission.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <doctest/doctest.h>

using chat::Category;
using git_miner::DropReason;

namespace {

// In a project where `parse_line`, `Table` and "parser" stand at the place of the change, which brings `Row`.
std::optional<DropReason> refusal(const std::string& subject, const std::string& body, Category category) {
  const auto has = [](std::vector<std::string> names) {
    return [names](std::string_view text) {
      return std::ranges::any_of(names, [&](const std::string& name) { return text.contains(name); });
    };
  };
  git_miner::Asked asked{.subject = subject};
  if (!body.empty()) asked.blocks.push_back({git_miner::BlockKind::paragraph, body});
  return refusal_of(asked, category,
                    {.to_place = has({"parse_line", "Table", "parser"}), .to_addition = has({"Row"})});
}

}  // namespace

TEST_CASE("a request names something of the place that is changed") {
  CHECK(refusal("Don't print an empty line", "", Category::bug_fix) == DropReason::message_leads_nowhere);
  CHECK_FALSE(refusal("Don't let the parser print an empty line", "", Category::bug_fix));
  CHECK_FALSE(refusal("Don't print an empty line", "With `--all` the parser prints one.", Category::bug_fix));
}

TEST_CASE("a fix tells what goes wrong, and for which input or where") {
  for (const char* noun : {"Fix a panic in the parser", "Fix the parser's handling of lines",
                           "Fix error handling of the parser for missing files"})
    CHECK_MESSAGE(refusal(noun, "", Category::bug_fix) == DropReason::message_no_symptom, noun);
  for (const char* told : {"Fix a panic of the parser on empty input", "Don't let the parser skip lines",
                           "Fix `parse_line` ignoring the last column"})
    CHECK_MESSAGE(!refusal(told, "", Category::bug_fix), told);
  CHECK_FALSE(refusal("Fix the parser", "For an empty file it fails with an error.", Category::bug_fix));
}

TEST_CASE("a feature tells what its users see") {
  CHECK(refusal("Add `rows` to Table", "", Category::feature) == DropReason::message_no_behaviour);
  CHECK(refusal("Add a flag to the parser", "", Category::feature) == DropReason::message_no_behaviour);
  CHECK(refusal("Split the parser into two passes", "", Category::feature) ==
        DropReason::message_no_behaviour);
  CHECK_FALSE(refusal("Add a flag of the parser to skip empty lines", "", Category::feature));
  CHECK_FALSE(refusal("Add `rows` to Table", "It returns the rows in their order.", Category::feature));
}

TEST_CASE("a refactoring has an end") {
  for (const char* open : {"Simplify the parser", "Refactor `parse_line`", "Clean up Table",
                           "Split the parser", "Use a better Table", "Rename Table"})
    CHECK_MESSAGE(refusal(open, "", Category::refactor) == DropReason::message_no_end, open);
  for (const char* closed :
       {"Rename Table to Row", "Remove the unused `parse_line`", "Use Row instead of Table",
        "Replace Table with Row", "Move `parse_line` into a module of its own"})
    CHECK_MESSAGE(!refusal(closed, "", Category::refactor), closed);
  CHECK_FALSE(refusal("Simplify the parser", "Every caller of `parse_line` checks the same length twice.",
                      Category::refactor));
}

TEST_CASE("what speaks of other commits or misses a part is not asked") {
  CHECK(refusal("Fix the parser after the last change, it skips lines", "", Category::bug_fix) ==
        DropReason::message_on_commit);
  CHECK(git_miner::refusal_of({.subject = "Don't let the parser print", .is_whole = false}, Category::bug_fix,
                              {}) == DropReason::message_not_whole);
}
