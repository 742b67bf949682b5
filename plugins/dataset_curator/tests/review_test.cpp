#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include <dataset_curator/review.hpp>

#include "examples.hpp"

using dataset_curator::Review;

namespace {

Review review(std::string_view yaml) {
  auto read = Review::read(yaml, "review.yaml");
  if (!read) FAIL(read.error().text());
  return *read;
}

std::string mistake(std::string_view yaml) {
  const auto read = Review::read(yaml, "review.yaml");
  return read ? "" : read.error().text();
}

std::string misfit(std::string_view yaml, chat::Example of) {
  const auto done = dataset_curator::edit(review(yaml), of);
  return done ? "" : done.error().text();
}

}  // namespace

TEST_CASE("a review keeps, drops and edits by id") {
  const Review all = review(R"(# looked at on Monday
keep: [a, "b: c"]
drop:
  - d
  - {id: e, why: guesses}
edit:
  - id: a
    message: 1
    old: error
    new: fault
)");
  CHECK(all.decisions().size() == 4);
  CHECK(all.of("a")->keep);
  CHECK(all.of("a")->edits.size() == 1);
  CHECK(all.of("b: c")->place == "review.yaml:2");
  CHECK(all.of("d")->drop);
  CHECK(all.of("d")->place == "review.yaml:4");
  CHECK(all.of("e")->why == "guesses");
  CHECK(all.of("x") == nullptr);
}

TEST_CASE("a file that is not there, or empty, decides nothing") {
  CHECK(review("").decisions().empty());
  CHECK(review("# nothing yet\n").decisions().empty());
  CHECK(review("keep:\ndrop: []\n").decisions().empty());
  const auto absent = Review::load("/nowhere/review.yaml");
  REQUIRE(absent);
  CHECK(absent->decisions().empty());
}

TEST_CASE("a mistake in the file is told with its line") {
  CHECK(mistake("keep: [a]\nkeeep: [b]\n") ==
        "review.yaml:2 cannot be used (\"keeep\" is no decision): write keep, drop or edit");
  CHECK(mistake("keep: a\n").starts_with("review.yaml:1 cannot be used (keep holds no list)"));
  CHECK(mistake("keep: [a]\ndrop:\n  - a\n")
            .starts_with("review.yaml:3 cannot be used (\"a\" is decided at review.yaml:1 already)"));
  CHECK(mistake("drop: [a]\nedit:\n  - {id: a, message: 0, old: x, new: y}\n")
            .starts_with("review.yaml:3 cannot be used (\"a\" is dropped and edited)"));
  CHECK(mistake("edit:\n  - {id: a, message: 0, old: x}\n")
            .starts_with("review.yaml:2 cannot be used (it has no new)"));
  CHECK(mistake("edit:\n  - {id: a, message: -1, old: x, new: y}\n").contains("\"-1\" is no number"));
  CHECK(mistake("edit:\n  - {id: a, message: 99999999999999999999, old: x, new: y}\n")
            .contains("\"99999999999999999999\" is no number"));
  CHECK(mistake("edit:\n  - {id: a, message: 0, old: '', new: y}\n").contains("old is empty"));
  CHECK(mistake("edit:\n  - {id: a, massage: 0, old: x, new: y}\n").contains("\"massage\" is not known"));
  CHECK(mistake("drop:\n  - [a]\n").contains("here a text has to stand"));
  CHECK(mistake("keep: [a\n").starts_with("review.yaml:2 cannot be read"));
  CHECK(mistake("- a\n").contains("it is no map"));
}

TEST_CASE("an edit replaces a text that is there once, in what is said or thought") {
  chat::Example one = example("a", "Add error handling");
  one.metadata.tokens = 100;
  const Review decided = review("edit:\n  - {id: a, message: 1, old: error handling, new: a parser}\n");
  REQUIRE(dataset_curator::edit(decided, one));
  CHECK(one.messages[1].content == "Add a parser");
  CHECK_FALSE(one.metadata.tokens);
  chat::Example other = example("b");
  other.metadata.tokens = 100;
  REQUIRE(dataset_curator::edit(decided, other));
  CHECK(other.metadata.tokens == 100);
  one.messages.back().reasoning_content = "I ran all tests.";
  const std::string last = std::to_string(one.messages.size() - 1);
  REQUIRE(dataset_curator::edit(
      review("edit:\n  - {id: a, message: " + last + ", old: all tests, new: a test}\n"), one));
  CHECK(one.messages.back().reasoning_content == "I ran a test.");
}

TEST_CASE("an edit reaches the texts that a message calls with, and leaves their order and numbers") {
  chat::Example one = example("a");
  std::string& arguments = one.messages[2].tool_calls.front().function.arguments;
  arguments = R"({"new":"let key = \"k\";\n","limit":1.50,"old":""})";
  REQUIRE(dataset_curator::edit(
      review(R"(edit: [{id: a, message: 2, old: "= \"k\";\n", new: "= load();\n"}])"), one));
  CHECK(arguments == R"({"new":"let key = load();\n","limit":1.50,"old":""})");
  CHECK(misfit(R"(edit: [{id: a, message: 2, old: limit, new: x}])", one).contains("nowhere"));
  one.messages[2].content = "I load() it.";
  CHECK(misfit("edit: [{id: a, message: 2, old: load(), new: x}]", one).contains("2 times"));
}

TEST_CASE("an edit that does not fit any more is a rejection with its place") {
  CHECK(misfit("edit:\n  - {id: a, message: 1, old: nothing, new: x}\n", example("a")) ==
        "review.yaml:2 does not fit (message 1 (user) holds the text of `old` nowhere): look at the example "
        "and "
        "mend the edit, or take it out");
  CHECK(misfit("edit:\n  - {id: a, message: 1, old: d, new: x}\n", example("a", "add"))
            .contains("holds the text of `old` 2 times"));
  CHECK(misfit("edit:\n  - {id: a, message: 99, old: d, new: x}\n", example("a"))
            .contains("and no message 99"));
  chat::Example one = example("a");
  CHECK(dataset_curator::edit(review("edit:\n  - {id: a, message: 99, old: d, new: x}\n"), one)
            .error()
            .is_rejection);
}

TEST_CASE("what was not applied is told, and short on screen") {
  CHECK(dataset_curator::review_problem({.kept = 1}).empty());
  CHECK(dataset_curator::review_told({.kept = 1, .dropped = 2, .edited = 3}) ==
        "Decisions of the review that were applied: 1 to keep, 2 to drop, 3 to edit an example.");
  const dataset_curator::ReviewCounts counts{.not_there = {"a", "b", "c", "d", "e", "f", "g"},
                                             .misfits = {"x"}};
  CHECK(dataset_curator::review_problem(counts) ==
        "7 of the examples that the review names are not there (a, b, c, d, e and 2 more); 1 could not be "
        "edited, since the texts are others now (x)");
  CHECK(dataset_curator::review_told(counts).contains("(a, b, c, d, e, f, g)"));
}
