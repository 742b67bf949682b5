#include "proof/ordered_diagnostics.hpp"

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include <doctest/doctest.h>

namespace {

const std::string checking = "    Checking dust v1.0.0 (/workspace)\n";
const std::string in_lib = "error: needless borrow\n  --> src/lib.rs:90:3\n   |\n90 | f(&x)\n   |   ^^\n\n";
const std::string in_lib_before = "error[E0308]: mismatched types\n --> src/lib.rs:9:13\n  |\n9 | let x\n\n";
const std::string in_test = "error: empty line after doc comment\n --> tests/flags.rs:5:1\n  |\n5 | /**\n\n";
const std::string advice = "For more information about this error, try `rustc --explain E0308`.\n\n";
const std::string lib_ends = "error: could not compile `dust` (lib) due to 2 previous errors\n";
const std::string test_ends = "error: could not compile `dust` (test \"flags\") due to 1 previous error\n";
const std::string waiting = "warning: build failed, waiting for other jobs to finish...\n";
const std::string counted = "warning: `dust` (lib) generated 2 warnings (1 duplicate)\n";

}  // namespace

TEST_CASE("what clippy finds is told by place, whatever target came first") {
  const std::string expected = checking + in_lib_before + in_lib + in_test + advice + lib_ends + test_ends;
  std::vector<std::string> parts = {checking, in_lib,   in_lib_before, in_lib,  in_test,
                                    advice,   lib_ends, waiting,       counted, test_ends};
  std::mt19937 random(7);
  for (int round = 0; round < 50; ++round) {
    std::ranges::shuffle(parts, random);
    std::string output;
    for (const std::string& part : parts) output += part;
    CHECK(git_miner::ordered_diagnostics(output) == expected);
  }
}

TEST_CASE("what is no finding stays with what it stands behind, and nothing stays nothing") {
  const std::string cause = lib_ends + "\nCaused by:\n  process didn't exit successfully\n";
  CHECK(git_miner::ordered_diagnostics(cause) == cause);
  CHECK(git_miner::ordered_diagnostics("a line of its own\n" + in_test) == "a line of its own\n" + in_test);
  CHECK(git_miner::ordered_diagnostics("") == "");
}
