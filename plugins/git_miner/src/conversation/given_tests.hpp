// The tests of a change, as they stand in its request: who asks for a change may bring what decides when it is done.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <vector>

#include "change/change_set.hpp"
#include "change/request_blocks.hpp"

namespace git_miner {

struct GivenTests {
  std::string path;  // of the file with them after the change
  bool is_new_file = false;
  std::vector<std::string> added, changed;  // code as it is after the change, from the margin on
};

// What the tests of a change say after it: test functions, their helpers, calls of macros among them; by file. Errors:
// the first of which that cannot be told, since it is too long with those before it, or has a reference or a name that
// `is_refused`.
std::expected<std::vector<GivenTests>, std::string> given_tests(const ChangeSet& set,
                                                                const NameTest& is_refused);

// Paragraphs, each with an empty line in front.
std::string told(const std::vector<GivenTests>& tests, std::uint64_t choice);

}  // namespace git_miner
