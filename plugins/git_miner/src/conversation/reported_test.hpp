// The failing test with which a fault is reported.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <git_miner/mine.hpp>

#include "change/change_set.hpp"
#include "change/request_blocks.hpp"

namespace git_miner {

struct ReportedTest {
  enum class Origin { is_new, is_changed, was_there };

  std::string name;
  std::string
      code;  // of a new or a changed one, as it is after the change; "" where it is too long to be quoted
  std::string output;  // the panic with its whole message, and what stands before it where that is short
  Origin origin{};
};

// Of the tests that fail before the change one that tells what goes wrong, new ones first: by its code, or by a panic
// that shows what was expected. A changed one only with its code, without which nobody could change it. Its code has
// nothing that `is_refused`, and no reference. None where no test tells enough.
std::optional<ReportedTest> reported_test(const Proof& proof, const ChangeSet& set,
                                          const NameTest& is_refused);

// Paragraphs, each with an empty line in front.
std::string told(const ReportedTest& test, std::uint64_t choice);

}  // namespace git_miner
