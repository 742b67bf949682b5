// Parts of a change that nobody asked for; each with a near miss that is learnt.
#include <doctest/doctest.h>

#include "mined.hpp"
#include "refused.hpp"

using git_miner::DropReason;
using git_miner::test::apart;
using git_miner::test::check_edits;
using git_miner::test::fix;
using git_miner::test::fixed_lib;
using git_miner::test::lib;
using git_miner::test::replaced;
using git_miner::test::second;

namespace {

constexpr const char* feature =
    "feat: add `second` beside `first` for pairs of numbers\n\nCallers of `first` should get the second "
    "number as well.";

}  // namespace

TEST_CASE("an old test changes where what it calls does") {
  const auto tests = [](const std::string& name, const std::string& body) {
    return "\n#[cfg(test)]\nmod tests {\n    #[test]\n    fn " + name + "() {\n" + body + "    }\n}\n";
  };
  const std::string length = "        assert_eq!(\"abc\".len(), 3);\n";
  const std::string of_first = "        assert_eq!(super::first(&[1]), 1);\n";
  check_edits(
      {{lib + tests("one", length), fixed_lib + tests("other", length), DropReason::beside_request},
       {lib + tests("one", length), fixed_lib + tests("one", replaced(length, "\"abc\"", "\"xyz\"")),
        DropReason::beside_request},
       {lib + tests("one", of_first), fixed_lib + replaced(tests("one", of_first), "mod tests", "mod test"),
        DropReason::beside_request},
       {lib + tests("one", of_first), fixed_lib + tests("one", replaced(of_first, "[1]", "[1, 2]")),
        std::nullopt},
       {lib + tests("one", length),
        fixed_lib + tests("one", length + replaced(of_first, "[1]), 1", "[]), 0")), std::nullopt}},
      fix);
}

TEST_CASE("what is imported in another form is no part of the request") {
  const std::string use =
      "\npub fn open() -> (HashMap<u8, u8>, HashSet<u8>) {\n    (HashMap::new(), HashSet::new())\n}\n";
  const std::string two = "use std::collections::HashMap;\nuse std::collections::HashSet;\n\n";
  const std::string one = "use std::collections::{HashMap, HashSet};\n\n";
  check_edits({{two + lib + use, one + fixed_lib + use, DropReason::beside_request},
               {two + lib + use, two + fixed_lib + use, std::nullopt}},
              fix);
}

TEST_CASE("numbers and texts that are written in another form are layout") {
  const auto with = [](const std::string& value) {
    return apart + "pub fn size() -> u32 {\n    " + value + "\n}\n";
  };
  const auto named = [](const std::string& value) {
    return apart + "pub fn name() -> String {\n    " + value + "\n}\n";
  };
  check_edits({{lib + with("16"), fixed_lib + with("0x10"), DropReason::changes_layout},
               {lib + with("1000"), fixed_lib + with("1_000"), DropReason::changes_layout},
               {lib + named("\"a\".to_string()"), fixed_lib + named("String::from(\"a\")"),
                DropReason::changes_layout},
               {lib + named("\"a\".to_string()"), fixed_lib + named("String::from(\"b\")"),
                DropReason::beside_request}},
              fix);
}

TEST_CASE("a comment that is broken into other lines is layout") {
  const auto noted = [](const std::string& comment) {
    return apart + comment + "pub fn size() -> u32 {\n    1\n}\n";
  };
  check_edits({{lib + noted("// One of those\n// that are here.\n"),
                fixed_lib + noted("// One of those that are here.\n"), DropReason::changes_layout}},
              fix);
}

TEST_CASE("a fix does not give code another shape") {
  const std::string sum =
      "pub fn sum(values: &[i32]) -> i32 {\n    let mut total = 0;\n    for value in values {\n        total "
      "+= value * 2;\n"
      "    }\n    total + values[0]\n}\n";
  const std::string helper =
      "fn doubled(values: &[i32]) -> i32 {\n    let mut total = 0;\n    for value in values {\n        total "
      "+= value * 2;\n"
      "    }\n    total\n}\n\n";
  const std::string called =
      "pub fn sum(values: &[i32]) -> i32 {\n    if values.is_empty() {\n        return 0;\n    }\n    "
      "doubled(values) + "
      "values[0]\n}\n";
  const std::string other = "\npub fn half(values: &[i32]) -> i32 {\n    values.len() as i32\n}\n";
  const std::string other_called = "\npub fn half(values: &[i32]) -> i32 {\n    doubled(values) / 4\n}\n";
  const char* message = "fix: prevent a panic of `sum` for empty slices";
  check_edits({{sum + other, helper + called + other, DropReason::beside_request}}, message);
  check_edits({{sum + other, helper + called + other_called, std::nullopt}},
              "fix: prevent a panic of `sum` for empty slices, and a wrong `half`");
}

TEST_CASE("options of the command line are named by who asks for them") {
  const auto app = [](const std::string& more) {
    return "use clap::{App, Arg};\n\npub fn run() -> bool {\n    let matches = App::new(\"demo\")\n" + more +
           "        .get_matches();\n    matches.is_present(\"quiet\")\n}\n";
  };
  const std::string old =
      "        .arg(Arg::new(\"all\").alias(\"every\").takes_value(false))\n"
      "        .arg(Arg::new(\"quiet\").long(\"quiet\"))\n";
  const auto with = [&](const std::string& rest) {
    return app(replaced(old, ".long(\"quiet\")",
                        ".long(\"quiet\")\n            .takes_value(false)\n            " + rest));
  };
  const char* message =
      "feat: add the alias `--silent` of `--quiet`\n\nThe option `--silent` should do what `--quiet` does.";
  check_edits({{app(old), with(".alias(\"silent\")"), std::nullopt},
               {app(old), with(".alias(\"silent\").alias(\"hush\")"), DropReason::beside_request},
               {app(old), with(".alias(\"silent\").short('s')"), DropReason::beside_request}},
              message);
}

TEST_CASE("another interface of a library is asked for by name") {
  const std::string count = "\npub fn count(values: &[i32]) -> usize {\n    values.len()\n}\n";
  const std::string wide = "\npub fn count(values: &[i32]) -> u64 {\n    values.len() as u64\n}\n";
  const std::string message =
      "feat: add `second` for pairs of `values`\n\nCallers should get the second number as well";
  for (const char* end : {".", ", whatever `count_all` gives."})
    check_edits({{lib + count, lib + second + wide, DropReason::beside_request}}, message + end);
  check_edits({{lib + count, lib + second + wide, std::nullopt}}, message + ", and the `count` as a u64.");
}

TEST_CASE("a fix of one place leaves none that is like it") {
  const auto of = [](const char* name, const char* call) {
    return std::string("pub fn ") + name + "(text: &str) -> Option<&str> {\n    " + call + "\n}\n\n";
  };
  const char* old_call = "text.split(\" \")\n        .filter(|part| part.len() > 1)\n        .last()";
  const char* new_call = "text.split_whitespace()\n        .filter(|part| part.len() > 2)\n        .last()";
  check_edits({{of("tail", old_call) + of("last_word", old_call),
                of("tail", new_call) + of("last_word", old_call), DropReason::incomplete_fix},
               {of("tail", old_call) + of("last_word", "text.split(\",\").last()"),
                of("tail", new_call) + of("last_word", "text.split(\",\").last()"), std::nullopt}},
              "fix: prevent a panic of `tail` for empty texts");
}

TEST_CASE("old forms and silenced lints are no style to learn") {
  const auto with = [](const std::string& code) { return lib + "\n" + code; };
  check_edits(
      {{lib, with("pub fn second(t: &[u8]) -> Option<&u8> {\n    t.get(0)\n}\n"), DropReason::outdated_idiom},
       {lib, with("pub fn second(t: &[u8]) -> bool {\n    t.len() == 0\n}\n"), DropReason::outdated_idiom},
       {lib, with("pub fn second(t: &Vec<u8>) -> Option<&u8> {\n    t.first()\n}\n"),
        DropReason::outdated_idiom},
       {lib, with("pub fn second(t: &[u8]) -> usize {\n    return t.len();\n}\n"),
        DropReason::outdated_idiom},
       {lib, with("#[allow(clippy::ptr_arg)]\npub fn second(t: &[u8]) -> usize {\n    t.len()\n}\n"),
        DropReason::silences_lint},
       {lib,
        with("pub fn second(t: &[u8]) -> Option<&u8> {\n    if t.is_empty() {\n        return None;\n    }\n"
             "    t.first()\n}\n"),
        std::nullopt}},
      feature);
}
