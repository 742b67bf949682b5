// Tests that come with a request.
#include <string>

#include <doctest/doctest.h>

#include "mined.hpp"

using git_miner::DropReason;
using git_miner::Mined;
using git_miner::test::check_replay;
using git_miner::test::fixed_lib;
using git_miner::test::Fixture;
using git_miner::test::lib;
using git_miner::test::mined;

namespace {

const std::string old_tests =
    "fn sums() -> Vec<i32> {\n    vec![1]\n}\n\n#[test]\nfn one() {\n    assert_eq!(sums()[0], 1);\n}\n";

// A fix of `first` whose tests were `before` and are `after`.
Mined fix(const std::string& before, const std::string& after, const std::string& inline_tests = "") {
  Fixture fixture;
  if (!before.empty()) fixture.write("tests/it.rs", before);
  fixture.commit_crate(lib);
  fixture.write("src/lib.rs", fixed_lib + inline_tests);
  if (!after.empty()) fixture.write("tests/it.rs", after);
  const auto commit =
      fixture.commit("fix: prevent a panic of `first` for empty slices\n\nIt should be 0 then.");
  auto result = mined(fixture, commit);
  if (result.example) check_replay(fixture, commit, *result.example);
  return result;
}

std::string request(const Mined& fixed) {
  CAPTURE(fixed.evidence);
  REQUIRE(fixed.example);
  return fixed.example->messages[1].content;
}

std::string test_of(const std::string& name, const std::string& body) {
  return "#[test]\nfn " + name + "() {\n" + body + "}\n";
}

const std::string check = "    assert_eq!(demo::first(&[]), 0);\n";

}  // namespace

TEST_CASE("new tests are asked for by their code and their file") {
  const std::string text = request(fix("", test_of("empty", check)));
  CHECK(text.ends_with("Please add tests in `tests/it.rs`:\n\n```rust\n#[test]\nfn empty() {\n" + check +
                       "}\n```"));
}

TEST_CASE("changed tests are told as they shall be, new ones apart, and nothing of what stays") {
  const std::string text =
      request(fix(old_tests + test_of("empty", "    assert_eq!(demo::first(&[1]), 1);\n"),
                  old_tests + test_of("empty", check) + "\n" + test_of("also", check)));
  CHECK(text.contains("```rust\n#[test]\nfn also() {\n" + check + "}\n```"));
  CHECK(text.contains("```rust\n#[test]\nfn empty() {\n" + check + "}\n```"));
  CHECK(!text.contains("fn one"));
}

TEST_CASE("tests beside the source stand at the margin, without the module around them") {
  const std::string text =
      request(fix("", "",
                  "\n#[cfg(test)]\nmod tests {\n    use super::*;\n\n    #[test]\n    fn empty() {\n"
                  "        assert_eq!(first(&[]), 0);\n    }\n}\n"));
  CHECK(text.contains("`src/lib.rs`"));
  CHECK(text.ends_with("```rust\n#[test]\nfn empty() {\n    assert_eq!(first(&[]), 0);\n}\n```"));
}

TEST_CASE("in a file of tests a module is one, and a call of a macro has its end") {
  const std::string cases =
      "macro_rules! case {\n    ($name:ident) => {\n        #[test]\n        fn $name() {\n            "
      "assert_eq!(demo::first(&[]), 0);\n        }\n    };\n}\n\n";
  const std::string text = request(fix(
      cases + "case!(one);\n", cases + "case!(one);\n\nmod inner {\n    case!(two);\n}\n\ncase!(three);\n"));
  CHECK(text.contains("mod inner {\n    case!(two);\n}\n"));
  CHECK(text.contains("case!(three);\n```"));
}

TEST_CASE("what std names is everybody's, also where the project has not used it yet") {
  Fixture fixture;
  const std::string start = "pub fn head(values: &[u32]) -> Option<u32> {\n";
  fixture.commit_crate(start + "    Some(values[0])\n}\n");
  fixture.write("src/lib.rs",
                start +
                    "    if values.is_empty() {\n        return None;\n    }\n    Some(values[0])\n}\n\n"
                    "#[test]\nfn head_of_none() {\n    assert_eq!(head(&[]), None);\n}\n");
  CHECK(mined(fixture, fixture.commit("fix: `head` panics for empty slices")).example);
}

TEST_CASE("a commit is left out whose tests cannot be told as a whole") {
  std::string body;
  for (int i = 0; i < 80; ++i) body += "    let _ = " + std::to_string(i) + ";\n";
  const Mined too_long = fix("", test_of("empty", body + check));
  CHECK(too_long.reason == DropReason::tests_not_told);
  CHECK(too_long.evidence == "empty of tests/it.rs: it is too long, or there are too many");
  CHECK(fix("", test_of("empty", "    // See #17.\n" + check)).reason == DropReason::tests_not_told);
  CHECK(fix("", test_of("first", check) + "\n" + test_of("empty", body + check)).reason ==
        DropReason::tests_not_told);
}
