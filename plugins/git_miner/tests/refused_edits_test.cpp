// Which edits are not learnt, each with a near miss that is.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <git_miner/mine.hpp>
#include <git_miner/mirror.hpp>

#include "fixture.hpp"
#include "refused.hpp"

using git_miner::DropReason;
using git_miner::test::apart;
using git_miner::test::check_edits;
using git_miner::test::feature;
using git_miner::test::fix;
using git_miner::test::Fixture;
using git_miner::test::replaced;
using git_miner::test::second;

namespace {

git_miner::Mined mined(const Fixture& fixture, const std::string& commit, double min_confidence = 0) {
  const auto mirror = git_miner::update_mirror(fixture.folder().string(), {.cache = fixture.cache()});
  REQUIRE(mirror);
  const auto repository = git_miner::Repository::open(mirror->path);
  REQUIRE(repository);
  const git_miner::Miner miner({"demo", "0123"},
                               {.system_prompt = "You write Rust.", .min_confidence = min_confidence});
  auto result = miner.mine(*repository, {.commit = commit}, fixture.scratch());
  REQUIRE(result);
  return *std::move(result);
}

const std::string lib = "pub fn first(values: &[i32]) -> i32 {\n    values[0]\n}\n";
const std::string fixed_lib =
    "pub fn first(values: &[i32]) -> i32 {\n    if values.is_empty() {\n        return 0;\n    }\n    "
    "values[0]\n}\n";
std::string repeated(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

}  // namespace

TEST_CASE("layout that changes apart from the code is not learnt, layout that stands with it is") {
  const std::string call = "pub fn sum(a: i32, b: i32) -> i32 {\n    first(&[a,\n        b])\n}\n";
  const std::string broken_call =
      "pub fn sum(a: i32, b: i32) -> i32 {\n    first(&[\n        a,\n        b,\n    ])\n}\n";
  const std::string tuple = apart + "pub const P: (u8) = (\n    1\n);\n";
  const std::string text = apart + "pub const P: &str = \"a b\";\n";
  const std::string notes = "\nfn note() {}\n";
  // Blank lines part the changes.
  const std::string flat = "pub fn first(values: &[i32]) -> i32 {\n" +
                           repeated("    note();\n\n\n\n\n\n", 3) + "    values[0]\n}\n" + notes;
  const std::string deep = "pub fn first(values: &[i32]) -> i32 {\n    if !values.is_empty() {\n" +
                           repeated("        note();\n\n\n\n\n\n", 3) +
                           "        return values[0];\n    }\n    0\n}\n" + notes;
  check_edits(
      {{lib + apart + call, fixed_lib + apart + broken_call, DropReason::changes_layout},
       {lib + apart + "\n" + call, fixed_lib + apart + call, DropReason::changes_layout},
       {lib + apart + call.substr(0, call.size() - 1), fixed_lib + apart + call, DropReason::changes_layout},
       {lib + call, fixed_lib + broken_call, std::nullopt},
       {lib + tuple, fixed_lib + replaced(tuple, "1", "1,"), DropReason::beside_request},
       {lib + text, fixed_lib + replaced(text, "a b", "a  b"), DropReason::beside_request},
       {flat,
        replaced(replaced(flat, "    values[0]",
                          "    if values.is_empty() {\n        return 0;\n    }\n    values[0]"),
                 "    note();\n\n", "    note();\n"),
        std::nullopt},
       {flat, deep, std::nullopt}},
      fix);
}

TEST_CASE("what a change adds and nothing reads is no feature") {
  const std::string options = "struct Options {\n    size: usize,\n}\n\n";
  const std::string make =
      "pub fn second(values: &[i32]) -> Option<i32> {\n    let options = Options { size: 1 };\n    "
      "values.get(options.size).copied()\n}\n";
  const std::string longer =
      "struct Options {\n    size: usize,\n    /// Where to begin.\n    skip: usize,\n}\n\n";
  check_edits(
      {{lib, lib + "\n" + longer + replaced(make, "size: 1", "size: 1, skip: 2"), DropReason::unused_name},
       {lib,
        lib + "\n" + longer +
            replaced(replaced(make, "size: 1", "size: 1, skip: 2"), "options.size",
                     "options.size + options.skip"),
        std::nullopt},
       {lib,
        lib + "\n" + replaced(longer, "    skip", "    pub skip") +
            replaced(make, "size: 1", "size: 1, skip: 2"),
        std::nullopt},
       {lib, lib + "\n" + options + make, std::nullopt},
       {lib, lib + "\nconst AT: usize = 1;\n" + second, DropReason::unused_name},
       {lib, lib + "\nconst AT: usize = 1;\n" + replaced(second, "get(1)", "get(AT)"), std::nullopt}},
      feature);
  const std::string app =
      "use clap::{App, Arg};\n\npub fn second() -> bool {\n    let matches = App::new(\"demo\")\n        "
      ".arg(Arg::new(\"quiet\").long(\"quiet\"))\n        .arg(\n            Arg::new(\"base\")\n            "
      "    "
      ".long(\"base\"),\n        )\n        .get_matches();\n    matches.is_present(\"quiet\")\n}\n";
  const std::string other_app =
      "use clap::{App, Arg};\n\npub fn third() -> bool {\n    let matches = App::new(\"other\")\n        "
      ".arg(Arg::new(\"all\").long(\"all\"))\n        .get_matches();\n    "
      "matches.is_present(\"all\")\n}\n\n";
  const std::string more = replaced(app, "use clap::{App, Arg};\n", "");
  check_edits(
      {{other_app + lib, other_app + lib + more, DropReason::unused_name},
       {other_app + lib,
        other_app + lib +
            replaced(more, "is_present(\"quiet\")", "is_present(\"quiet\") && matches.is_present(\"base\")"),
        std::nullopt}},
      std::string(feature) + " The options are `--quiet` and `--base`.");
}

TEST_CASE("a fix of one of several equal places is none") {
  const std::string field = "pub struct P {\n    pub columns: u8,\n}\n\nimpl P {\n";
  const auto method = [](const char* name, const char* value) {
    return std::string("    pub fn ") + name + "(&self) -> u64 {\n        " + value + "\n    }\n";
  };
  const char* old_value = "u64::from(self.columns * 8)";
  const char* new_value = "u64::from(self.columns) * 8";
  const std::string before = field + method("a", old_value) + method("b", old_value) +
                             method("c", "u64::from(8 * self.columns)") + "}\n";
  check_edits({{before,
                field + method("a", new_value) + method("b", new_value) +
                    method("c", "u64::from(8 * self.columns)") + "}\n",
                DropReason::incomplete_fix},
               {before,
                field + method("a", new_value) + method("b", new_value) +
                    method("c", "8 * u64::from(self.columns)") + "}\n",
                std::nullopt}},
              "fix: prevent an overflow when there are 32 columns or more");
  const std::string panel =
      "pub struct P {\n    pub shows: bool,\n}\n\nimpl P {\n    fn print_panel(&self) -> Option<()> {\n      "
      "  "
      "Some(())\n    }\n\n    pub fn a(&self) -> Option<()> {\n        self.print_panel()?;\n        "
      "Some(())\n    "
      "}\n\n    pub fn b(&self) -> Option<()> {\n        self.print_panel()?;\n        Some(())\n    }\n}\n";
  const std::string guarded = "if self.shows {\n            self.print_panel()?;\n        }\n";
  const std::string once = replaced(panel, "self.print_panel()?;\n", guarded);
  std::string twice = once;
  twice.replace(twice.rfind("self.print_panel()?;\n"), std::string("self.print_panel()?;\n").size(), guarded);
  check_edits({{panel, once, DropReason::incomplete_fix}, {panel, twice, std::nullopt}},
              "fix: wrong panel that is shown even if it is disabled");
}

TEST_CASE("a call that is replaced for two variables and stays for a third is fixed in part") {
  const auto function = [](const char* name, const char* variable, const char* prefix) {
    return fmt::format(
        "pub fn {}(names: &[String], at: &str) -> usize {{\n    names.iter().filter(|{}| "
        "{}.starts_with({})).count()\n}}\n\n",
        name, variable, variable, prefix);
  };
  const std::string folder = "&folder(at)";
  const std::string rest = "fn folder(at: &str) -> String {\n    format!(\"{at}/\")\n}\n";
  const std::string before = function("first_count", "k", "at") + function("second_count", "other", "at") +
                             function("third_count", "name", "at") + rest;
  const std::string both =
      function("first_count", "k", folder.c_str()) + function("second_count", "other", folder.c_str());
  check_edits({{before, both + function("third_count", "name", "at") + rest, DropReason::incomplete_fix},
               {before, both + function("third_count", "name", folder.c_str()) + rest, std::nullopt}},
              "fix: prevent a panic of `first_count` for empty slices");
}

TEST_CASE("old tests that are written anew are more than what was asked for") {
  const auto test = [](const std::string& name, const std::string& call) {
    return "    #[test]\n    fn " + name + "() {\n        assert_eq!(" + call + ", 1);\n        assert_eq!(" +
           call + ", 1);\n    }\n\n";
  };
  const auto tests = [&](const std::string& call) {
    std::string all = "\n#[cfg(test)]\nmod tests {\n    use super::*;\n\n";
    for (int i = 0; i < 6; ++i) all += test("t" + std::to_string(i), call);
    return all + "}\n";
  };
  check_edits({{lib + tests("first(&[1])"), fixed_lib + tests("first(&[1, 2])"), DropReason::rewrites_tests},
               {lib + tests("first(&[1])"),
                fixed_lib + replaced(tests("first(&[1])"), "    use super::*;\n\n",
                                     "    use super::*;\n\n" + test("empty", "first(&[]) + 1")),
                std::nullopt}},
              fix);
}

TEST_CASE("errors that added code throws away, copies and what is outdated are no style to learn") {
  const auto with = [](const std::string& body) {
    return lib + "\npub fn second(t: &str) -> u64 {\n" + body + "}\n";
  };
  const std::string go = "\nfn go(t: &str) -> Option<()> {\n    t.is_empty().then_some(())\n}\n\n";
  const auto tried = [](const std::string& name) {
    return "\npub fn " + name +
           "(t: &str) -> Result<u64, std::num::ParseIntError> {\n    Ok(try!(t.parse()))\n}\n";
  };
  check_edits(
      {{lib, with("    t.parse().unwrap_or(0)\n"), DropReason::swallows_error},
       {lib, with("    Some(t).and_then(|t| t.parse::<u64>().ok()).unwrap_or(5)\n"),
        DropReason::swallows_error},
       {lib, with("    std::fs::read(t).ok();\n    1\n"), DropReason::swallows_error},
       {lib, with("    let _ = std::fs::remove_file(t);\n    1\n"), DropReason::swallows_error},
       {lib,
        with("    let _ = go(t);\n    1\n") + go + "fn all() -> Option<()> {\n    go(\"a\")?;\n    None\n}\n",
        DropReason::swallows_error},
       {lib, with("    let _ = go(t);\n    1\n") + go, std::nullopt},
       {lib, with("    let _ = t.len();\n    t.find('x').unwrap_or(0) as u64\n"), std::nullopt},
       {lib, lib + "\npub fn second(t: &str) -> Option<u64> {\n    t.parse().ok()\n}\n", std::nullopt},
       {lib, with("    // t.len();\n    1\n"), DropReason::adds_dead_code},
       {lib, with("    // Calls len() of t; it is one.\n    1\n"), std::nullopt},
       {tried("first"), tried("first") + tried("second"), DropReason::outdated_idiom},
       {tried("first"), tried("first") + with("    1\n").substr(lib.size()), std::nullopt},
       {lib, "extern crate memchr;\n" + with("    1\n"), DropReason::outdated_idiom},
       {lib, "extern crate alloc;\n" + with("    1\n"), std::nullopt}},
      feature);
  const std::string body =
      "    let mut sum = 0;\n    for value in values {\n        if *value > 3 {\n            sum += value * "
      "2;\n        "
      "} else {\n            sum -= value;\n        }\n    }\n    sum = sum.max(1);\n    sum\n}\n";
  const std::string old_one = "pub fn first(values: &[i32]) -> i32 {\n" + body;
  std::string other = body;
  for (std::size_t at = other.find("sum"); at != other.npos; at = other.find("sum", at + 5))
    other.replace(at, 3, "total");
  check_edits(
      {{old_one, old_one + "\npub fn second(values: &[i32]) -> i32 {\n" + other, DropReason::adds_copy},
       {old_one, old_one + "\npub fn second(values: &[i32]) -> i32 {\n    first(values) * 2\n}\n",
        std::nullopt}},
      feature);
}

TEST_CASE("what the message does not mention is not learnt beside what it does") {
  const std::string port = "pub const DEFAULT_PORT: &str = \"6379\";\n\n";
  const std::string number = "pub const DEFAULT_PORT: u16 = 6379;\n\n";
  const std::string text =
      apart + "pub fn tell(line: usize) {\n    eprintln!(\"could not read line {}\", line);\n}\n";
  const std::string reworded =
      apart + "pub fn tell(line: usize) {\n    eprintln!(\"could not read entry at line {}\", line);\n}\n";
  check_edits({{port + lib, number + lib + second, DropReason::beside_request},
               {lib + text, lib + second + reworded, DropReason::beside_request},
               {lib + text, lib + second + text, std::nullopt}},
              feature);
  check_edits(
      {{port + lib, number + lib + second, std::nullopt}},
      "feat: add `second` for pairs of numbers\n\nCallers of `first` should get it as well. The default "
      "port should be a number, too.");
  check_edits(
      {{lib + text, lib + second + reworded, std::nullopt}},
      "feat: add `second` for pairs of numbers\n\nCallers of `first` should get the entry that is second "
      "as well.");
}

TEST_CASE("a class that is too seldom right is not learnt") {
  Fixture fixture;
  fixture.commit_crate(lib);
  fixture.write("src/lib.rs", fixed_lib);
  const auto commit = fixture.commit("`first` panics for empty slices");
  const auto refused = mined(fixture, commit, 0.9);
  CHECK(refused.reason == DropReason::low_confidence);
  CHECK(refused.evidence.starts_with("confidence 0.75 (min_confidence 0.9)"));
  CHECK(mined(fixture, commit, git_miner::default_min_confidence).example);
  fixture.git({"reset", "--quiet", "--hard", "HEAD^"});
  fixture.write("src/lib.rs", fixed_lib);
  CHECK(mined(fixture, fixture.commit(fix), 0.9).example);
}
