// Which kind of work a commit was, from evidence in its change first and its message second.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "change/facts.hpp"
#include "filter/message.hpp"

namespace git_miner {

enum class Work { bug_fix, refactor, feature, dependency };

std::string_view name_of(Work work);  // "bug_fix"

struct Classification {
  Work work{};
  // The share of the chosen class in all positive scores, 0 to 1, in hundredths.
  double confidence = 0;
  std::vector<std::string> evidence;  // what spoke for the chosen class, sorted
};

struct ClassifyOutcome {
  bool is_clear = false;  // the best score is 3 or more, and at least 1.5 above the second
  Classification best;
};

ClassifyOutcome classify(const Message& message, const Facts& facts);

}  // namespace git_miner
