// What libtest and rustdoc write for `cargo test`, and whether it proves that the tests passed.
//
// An exit code of 0 proves nothing: a test that calls process::exit(0) ends its binary with it. Proof is that
// each binary reported every test it listed before, once, and then its own end, with counts that agree.
//
// Code under test runs in the same process and can write the whole report itself, so text proves only that no
// test ended its binary by accident or simple trick. Against forgery put the tests that count in a binary of
// their own, and a test that must fail beside them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cargo {

enum class TestStatus { ok, failed, ignored };

struct TestResult {
  // "tests::adds", of a doctest "src/lib.rs - add (line 2)"; without " - should panic" and the like.
  std::string name;
  TestStatus status = TestStatus::failed;
};

// One "running N tests" and what follows.
struct TestSuite {
  std::uint64_t announced = 0;
  std::vector<TestResult> results;
  // Of its last line; empty if it never came.
  std::optional<bool> ok;
  std::uint64_t passed = 0;
  std::uint64_t failed = 0;
  std::uint64_t ignored = 0;
};

struct TestReport {
  std::vector<TestSuite> suites;

  std::size_t count(TestStatus status) const;
  // Null if no suite has it.
  const TestResult* find(std::string_view name) const;
};

// From stdout of `cargo test`.
TestReport read_test_report(std::string_view output);

// From stdout of `cargo test -- --list`: the names of each suite, in the order in which they run.
std::vector<std::vector<std::string>> read_test_list(std::string_view output);

struct TestVerdict {
  bool passed = false;
  // Why not, one sentence each; empty if passed.
  std::vector<std::string> problems;
};

// Passed: exit code 0, the suites of the list and no others, each name of them reported once and none
// failed, each suite ended well with counts that agree, at least one test ok, and none of `required` missing
// or ignored.
TestVerdict judge(const TestReport& report, const std::vector<std::vector<std::string>>& listed,
                  int exit_code, const std::vector<std::string>& required = {});

}  // namespace cargo
