// Output of `cargo test` without what repeats. Where lines are missing one of its own says how many:
// "[... 57 lines left out ...]".
#pragma once

#include <set>
#include <string>

namespace git_miner {

// Without lists of more than three tests that passed or were ignored, without more than eight lines of warnings in a row,
// and of more than two programs in a row that run no test with the first alone. Tests of `named` stay; of doctests the
// line in the file does not count.
std::string shortened_tests(const std::string& output, const std::set<std::string>& named);

// Without what failing tests printed behind the first three lines.
std::string without_printed_failures(const std::string& output);

// Of programs of which a test fails the names of those that fail, and how each program ended; what cargo says of the whole.
std::string only_failures(const std::string& output);

}  // namespace git_miner
