// Which tests a run of `cargo test` ran, and how they ended.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

namespace git_miner {

// By program and name: tests of the same name in two programs are two. Of doctests the line is left out, which every
// line above moves; several of one name are counted.
using TestCounts = std::map<std::string, std::size_t>;

struct TestOutcome {
  TestCounts passed, failed;
  std::size_t programs = 0;  // that were started, doctests among them; none where the build failed
  // Each program that began to report came to its end, with counts that agree: none was ended by a test.
  bool is_whole = true;
};

// As the test program calls it; of doctests without the line.
std::string name_of_test(const std::string& test);
bool is_doctest(const std::string& test);

// From both streams of `cargo test` in the order in which they were written.
TestOutcome read_test_outcome(std::string_view output);

// The first test that passed before and is gone: neither there after, nor moved to another module or program, where
// a new one has its name. Empty if there is none.
std::string first_lost(const TestCounts& before, const TestCounts& after);

// The first test of `some` that is not, or not as often, in `all`; empty if there is none.
std::string first_missing(const TestCounts& some, const TestCounts& all);

}  // namespace git_miner
