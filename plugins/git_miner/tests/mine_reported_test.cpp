// With which failing test a fault is reported.
#include <string>

#include <doctest/doctest.h>

#include "mined.hpp"

using git_miner::test::fixed_lib;
using git_miner::test::Fixture;
using git_miner::test::lib;
using git_miner::test::opened;

namespace {

const std::string panic =
    "thread 'empty' panicked at tests/it.rs:3:5:\nassertion `left == right` failed\n  left: 1\n right: 0";

std::string failed(const std::string& printed) {
  return "test empty ... FAILED\n\nfailures:\n\n---- empty stdout ----\n\n" + printed +
         "\nnote: run with `RUST_BACKTRACE=1` environment variable to display a backtrace\n\n\nfailures:\n   "
         " empty\n\n"
         "test result: FAILED. 0 passed; 1 failed\n";
}

std::string test_of(const std::string& body) { return "#[test]\nfn empty() {\n" + body + "}\n"; }

const std::string check = "    assert_eq!(demo::first(&[]), 0);\n";

// The request of a fix whose test was `before` and is `after`, and prints this before the fix; "" where there is none.
std::string request(const std::string& before, const std::string& after, const std::string& printed,
                    const std::string& message = "fix: correct what first gives for slices") {
  Fixture fixture;
  if (!before.empty()) fixture.write("tests/it.rs", before);
  fixture.commit_crate(lib);
  fixture.write("src/lib.rs", fixed_lib);
  fixture.write("tests/it.rs", after);
  const auto commit = fixture.commit(message);
  const git_miner::Proof proof{
      .tests_first = {{"tests/it.rs", after}},
      .before = {{"cargo test", failed(printed), 101}},
      .after = {{"cargo test", "test empty ... ok\n\ntest result: ok. 1 passed; 0 failed\n", 0}},
      .toolchain = "rustc 1.90.0"};
  const git_miner::Miner miner({"demo", "0123"}, {.system_prompt = "You write Rust."});
  const auto result = miner.mine(opened(fixture), {.commit = commit, .proof = &proof}, fixture.scratch());
  REQUIRE(result);
  return result->example ? result->example->messages[1].content : "";
}

}  // namespace

TEST_CASE("a new test is quoted with its code, and what it gives so far with its whole message") {
  const std::string text = request("", test_of(check), panic);
  CHECK(text.contains("```rust\n#[test]\nfn empty() {\n    assert_eq!(demo::first(&[]), 0);\n}\n```"));
  CHECK(text.ends_with("So far `empty` fails:\n\n```\n" + panic + "\n```"));
}

TEST_CASE("of a test that was there the message has to tell what goes wrong") {
  CHECK(request(test_of(check), "// Of slices.\n" + test_of(check), panic)
            .ends_with("The test `empty` fails:\n\n```\n" + panic + "\n```"));
  CHECK(request(test_of(check), "// Of slices.\n" + test_of(check),
                "thread 'empty' panicked at src/lib.rs:2:5:\nexplicit panic")
            .empty());
}

TEST_CASE("what a test prints is shown from the panic on where it is long, and never in parts") {
  std::string lines;
  for (int i = 0; i < 40; ++i) lines += "line " + std::to_string(i) + "\n";
  const std::string text = request("", test_of(check), lines + panic);
  CHECK(text.contains("```\n" + panic + "\n```"));
  CHECK_FALSE(text.contains("line 39"));
  CHECK(request("", test_of(check), panic + "\n" + lines).empty());
  CHECK(request("", test_of(check), "[... 3 lines left out ...]\n" + panic).empty());
}
