// What captured runs of `cargo test` show.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <git_miner/mine.hpp>

namespace git_miner {

struct FailingTest {
  std::string name;
  std::string output;  // all that it printed, but for the note on backtraces
};

// Of the runs before the change, in their order, those of which all is shown; none where nothing failed but the build.
std::vector<FailingTest> failing_tests(const Proof& proof);

// Tests that fail before the change and pass after it.
std::vector<std::string> mended_tests(const Proof& proof);

// The change's tests do not compile without it.
bool tests_did_not_compile(const Proof& proof);

// Whether an output of `cargo test` names the test among those that fail.
bool tells_of_failure(const std::string& output, const std::string& test);

// The tests that the runs after the change skip by name, sorted.
std::vector<std::string> skipped_tests(const Proof& proof);

// Each test that a run skips was seen to fail before the change. Of a proof that `verify` makes this is so.
bool shows_skipped_tests(const Proof& proof);

// How many tests pass after the change; none where the captured output does not show all suites.
std::optional<std::size_t> passing_tests(const Proof& proof);

}  // namespace git_miner
