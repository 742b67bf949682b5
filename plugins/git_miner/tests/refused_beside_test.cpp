// What is done beside the request, or knows more than it; each with a near miss that is learnt.
#include <doctest/doctest.h>

#include "mined.hpp"
#include "refused.hpp"

using git_miner::DropReason;
using git_miner::test::apart;
using git_miner::test::check_edits;
using git_miner::test::feature;
using git_miner::test::fix;
using git_miner::test::fixed_lib;
using git_miner::test::lib;
using git_miner::test::replaced;
using git_miner::test::second;

TEST_CASE("a comment of another item that is put in other words is no part of the request") {
  const auto noted = [](const std::string& comment) {
    return apart + comment + "pub fn length(text: &str) -> usize {\n    text.len()\n}\n";
  };
  const std::string old_note = "/// Gives the length of the text in bytes.\n";
  check_edits({{lib + noted(old_note), fixed_lib + noted("/// Gives the length of a text in bytes.\n"),
                DropReason::beside_request},
               {lib + noted(old_note), fixed_lib + noted("/// Gives the `length` of the text in bytes.\n"),
                DropReason::changes_layout},
               {lib + noted(old_note),
                fixed_lib + noted("/// Gives the length of the text in bytes, for empty slices too.\n"),
                std::nullopt},
               {lib + noted(old_note), fixed_lib + noted(old_note), std::nullopt},
               {"/// Gives the first one of the values.\n" + lib,
                "/// Gives the first of the values, or zero.\n" + fixed_lib, std::nullopt}},
              fix);
}

TEST_CASE("an item that nothing links to the request is none of it") {
  const auto with_limit = [](const std::string& limit) {
    return apart + "pub fn is_long(text: &str) -> bool {\n    text.len() > " + limit + "\n}\n";
  };
  check_edits({{lib + with_limit("100"), fixed_lib + with_limit("200"), DropReason::beside_request},
               {lib + with_limit("100"), fixed_lib + with_limit("first(&[100])"), std::nullopt}},
              fix);
  check_edits({{lib + with_limit("100"), fixed_lib + with_limit("200"), std::nullopt}},
              "fix: prevent a panic of `first` for empty slices, and of `is_long` for a text of 200 bytes");
}

TEST_CASE("a derive in the place of a constructor is asked for, or not learnt") {
  const std::string table = "#[derive(Default)]\npub struct Table {\n    rows: Vec<u8>,\n}\n";
  const std::string old_table = "pub struct Table {\n    rows: Vec<u8>,\n}\n";
  const std::string make =
      "\nimpl Table {\n    pub(crate) fn new() -> Self {\n        Table { rows: Vec::new() "
      "}\n    }\n\n    pub fn rows(&self) -> &[u8] {\n        &self.rows\n    }\n}\n";
  const std::string rows =
      "\nimpl Table {\n    pub fn rows(&self) -> &[u8] {\n        &self.rows\n    }\n}\n";
  const std::string use = "\npub fn empty() -> Table {\n    Table::new()\n}\n";
  const std::string derived_use = "\npub fn empty() -> Table {\n    Table::default()\n}\n";
  const std::vector<git_miner::test::Edit> kept{
      {lib + old_table + make + use, lib + table + rows + derived_use + second, std::nullopt}};
  auto refused = kept;
  refused.front().reason = DropReason::beside_request;
  check_edits(refused, feature);
  check_edits(kept,
              "feat: add `second` for pairs of numbers\n\nCallers of `first` should get the second number as "
              "well. The table should be empty by default.");
}

TEST_CASE("a comment that cites what nothing has shown is not learnt") {
  const auto noted = [](const std::string& comment) {
    return fixed_lib.substr(0, fixed_lib.find("    if")) + "    // " + comment + "\n" +
           fixed_lib.substr(fixed_lib.find("    if"));
  };
  const std::string page = "// See https://demo.test/issues/527 for more.\n";
  check_edits({{lib, noted("Nobody wants a panic, see #527."), DropReason::cites_reference},
               {lib, noted("See https://demo.test/issues/527."), DropReason::cites_reference},
               {lib, noted("See rust-lang/rust#44095."), DropReason::cites_reference},
               {lib, noted("Nobody wants the panic of issue 527."), DropReason::cites_reference},
               {page + lib, page + noted("See https://demo.test/issues/527."), std::nullopt},
               {lib, noted("See https://doc.rust-lang.org/std/primitive.slice.html."), std::nullopt},
               {lib,
                fixed_lib + "\n#[cfg(test)]\nmod tests {\n    // See https://demo.test/issues/527.\n    "
                            "#[test]\n    fn none() {\n        assert_eq!(super::first(&[]), 0);\n    }\n}\n",
                DropReason::tests_not_told},
               {lib, noted("The first of none is 0, not item #a."), std::nullopt}},
              fix);
  check_edits({{lib, noted("See https://demo.test/page."), std::nullopt}},
              "fix: prevent a panic of `first` for empty slices\n\n`first` should give 0, as "
              "`https://demo.test/page` says.");
}

TEST_CASE("an import that a change leaves unused, and a place that names what it removed, are left behind") {
  const std::string import = "use std::collections::HashMap;\n\n";
  const std::string with_map =
      "pub fn last(values: &[i32]) -> i32 {\n    let mut known = HashMap::new();\n    known.insert(0, "
      "values[values.len() - 1]);\n    known[&0]\n}\n";
  const std::string without_map =
      "pub fn last(values: &[i32]) -> i32 {\n    values.last().copied().unwrap_or(0)\n}\n";
  check_edits({{import + with_map, import + without_map, DropReason::left_behind},
               {import + with_map, without_map, std::nullopt}},
              "fix: prevent a panic of `last` for empty slices");
  const std::string helper = "\nfn count_twice(values: &[i32]) -> usize {\n    values.len()\n}\n";
  const std::string noted =
      "\n/// As `count_twice` does.\npub fn size(values: &[i32]) -> usize {\n    values.len()\n}\n";
  const std::string calls = "\npub fn all(values: &[i32]) -> usize {\n    count_twice(values)\n}\n";
  const std::string inlined = "\npub fn all(values: &[i32]) -> usize {\n    values.len()\n}\n";
  check_edits({{lib + noted + helper + calls, lib + noted + inlined, DropReason::left_behind},
               {lib + helper + calls, lib + inlined, std::nullopt}},
              "refactor: inline `count_twice` in `all`");
}

TEST_CASE("a rename leaves no old name") {
  const std::string old = "pub fn reconfig() -> u8 {\n    1\n}\n\npub fn run() -> u8 {\n    reconfig()\n}\n";
  const std::string now =
      "pub fn reconfigure() -> u8 {\n    1\n}\n\npub fn run() -> u8 {\n    reconfigure()\n}\n";
  const std::string event = "\npub const EVENT: &str = \"reconfig\";\n";
  check_edits({{old, now, std::nullopt}, {old + event, now + event, DropReason::left_behind}},
              "refactor: rename `reconfig` to `reconfigure`");
}

TEST_CASE("what an addition is called is what comes") {
  check_edits({{lib, lib + second, DropReason::message_leads_nowhere}},
              "feat: add `demo::third` for pairs of numbers\n\nCallers of `first` should get the third "
              "number as well.");
}

TEST_CASE("a text names no file that was not shown, and holds no digest that nobody computed") {
  const auto fixed_with = [](const std::string& text) {
    return replaced(fixed_lib, "return 0;", "return i32::from(" + text + ".is_empty());");
  };
  check_edits({{lib, fixed_with("\"Cargo.lock\""), std::nullopt},
               {lib, fixed_with("\"93fff9d0ecde9b119c0c\""), DropReason::unseen_name},
               {lib, fixed_with("\"1234567890123456789\""), std::nullopt}},
              fix);
}

TEST_CASE("the removal of what the compiler calls dead is lint work") {
  const std::string helper = "\nfn helper() -> i32 {\n    1\n}\n";
  const std::string fields =
      "\npub struct P {\n    a: i32,\n    b: i32,\n}\n\npub fn p() -> P {\n    P { a: 1, b: "
      "2 }\n}\n\npub fn of(p: &P) -> i32 {\n    p.a\n}\n";
  const std::string field =
      "\npub struct P {\n    a: i32,\n}\n\npub fn p() -> P {\n    P { a: 1 }\n}\n\npub fn of(p: "
      "&P) -> i32 {\n    p.a\n}\n";
  check_edits({{lib + helper, lib, DropReason::only_dead_code},
               {lib + fields, lib + field, DropReason::only_dead_code}},
              "refactor: remove the unused parts of the crate, `helper` and `b`");
  check_edits({{lib + "\nfn helper() -> i32 {\n    1\n}\n\nfn f() -> i32 {\n    helper()\n}\n",
                lib + "\nfn f() -> i32 {\n    1\n}\n", std::nullopt}},
              "refactor: inline the little `helper` into `f`");
}
