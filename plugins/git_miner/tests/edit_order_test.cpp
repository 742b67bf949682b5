#include "conversation/edit_order.hpp"

#include <doctest/doctest.h>

#include "conversation/edit_plans.hpp"

namespace {

rust_code::SourceFile parsed(const std::string& text) {
  auto file = rust_code::SourceFile::parse(text);
  REQUIRE(file);
  return *std::move(file);
}

const std::string gap(12, '\n');
const std::string before = "fn run() {\n    old();\n}\n" + gap + "fn old() {}\n" + gap + "fn last() {\n}\n";

// What is said before the first edit that leads to `after`.
std::string first_remark(const std::string& from, const std::string& after) {
  const git_miner::ChangeSet set;
  return git_miner::EditPlans(git_miner::Remarks(set, {}, {}, 0), set)
      .of("src/a.rs", from, after)
      .remark.text;
}

std::vector<edits::Edit> in_order(const std::string& after) {
  std::vector<edits::Edit> edits;
  for (const auto& placed : git_miner::edits_in_order(before, parsed(after))) edits.push_back(placed.edit);
  return edits;
}

}  // namespace

TEST_CASE("what comes in is defined before it is used") {
  const std::string after =
      "fn run() {\n    fresh();\n}\n" + gap + "fn old() {}\n" + gap + "fn last() {\n}\n\nfn fresh() {}\n";
  const auto edits = in_order(after);
  REQUIRE(edits.size() == 2);
  CHECK(edits[0].new_text.contains("fn fresh"));
  std::string text = before;
  for (const auto& edit : edits) text.replace(text.find(edit.old_text), edit.old_text.size(), edit.new_text);
  CHECK(text == after);
}

TEST_CASE("a function is defined before it is handed on") {
  const std::string after =
      "fn run() {\n    old(fresh);\n}\n" + gap + "fn old() {}\n" + gap + "fn last() {\n}\n\nfn fresh() {}\n";
  CHECK(in_order(after).front().new_text.contains("fn fresh"));
}

TEST_CASE("nothing waits for what the impl of a trait defines") {
  const std::string from = "struct A;\n" + gap + "fn last() {\n}\n";
  const std::string after = "use std::fmt;\n\nstruct A;\n" + gap +
                            "fn last() {\n}\n\nimpl fmt::Debug for A {\n    fn fmt(&self) {}\n}\n";
  const auto edits = git_miner::edits_in_order(from, parsed(after));
  REQUIRE(edits.size() == 2);
  CHECK(edits[0].edit.new_text.contains("use std::fmt"));
}

TEST_CASE("a signature changes before its uses follow") {
  const std::string after =
      "fn run() {\n    old(1);\n}\n" + gap + "fn old(n: u8) {}\n" + gap + "fn last() {\n}\n";
  CHECK(in_order(after).front().new_text.contains("fn old(n: u8)"));
}

TEST_CASE("edits that need nothing of one another, or each other, stay in the order of the file") {
  const std::string apart =
      "fn run() {\n    last();\n}\n" + gap + "fn old() {}\n" + gap + "fn last() {\n    old();\n}\n";
  CHECK(in_order(apart) == git_miner::edits_as_made(before, apart));
  const std::string cycle = "fn run() {\n    one();\n}\nfn two() {}\n" + gap + "fn old() {}\n" + gap +
                            "fn last() {\n}\nfn one() {\n    two();\n}\n";
  CHECK(in_order(cycle) == git_miner::edits_as_made(before, cycle));
}

TEST_CASE("what is changed a few lines apart is one edit") {
  const std::string text = "fn run() {\n    one();\n" + std::string(6, '\n') + "    two();\n}\n" + gap;
  const auto with = [&](const std::string& to) {
    return git_miner::edits_as_made(text + "fn end() {}\n", to).size();
  };
  std::string near = text, far = text;
  near.replace(near.find("one"), 3, "six").replace(near.find("two"), 3, "ten");
  CHECK(with(near + "fn end() {}\n") == 1);
  far.replace(far.find("one"), 3, "six");
  CHECK(with(far + "fn rest() {}\n") == 2);
}

TEST_CASE("a remark is about the very next edit") {
  const std::string with_new =
      "fn run() {\n    fresh();\n}\n" + gap + "fn old() {}\n" + gap + "fn last() {\n}\n\nfn fresh() {}\n";
  CHECK(first_remark(before, with_new) == "Adding `fresh` to `src/a.rs`.");
  CHECK(first_remark(before, "fn run() {\n    last();\n}\n" + gap + "fn old() {}\n" + gap +
                                 "fn last() {\n}\n") == "In `src/a.rs`, `run` has to change.");
  CHECK(first_remark(before, "fn run() {\n    old();\n}\n" + gap + gap + "fn last() {\n}\n") ==
        "Removing `old` from `src/a.rs`.");
  CHECK(first_remark(before, "use std::io;\n" + before).empty());
}
