// What an agent did, call by call: the conversation as the rules of criterion 7 see it.
#pragma once

#include <set>
#include <string>
#include <vector>

#include <base/enum_names.hpp>
#include <claims/claims.hpp>
#include <rust_tasks/rollout.hpp>

namespace criteria {

using claims::Check;

enum class CheckResult { passed, failed, unknown };

struct CheckRun {
  Check check{};
  CheckResult result = CheckResult::unknown;
  bool denies_warnings = false;  // clippy
  bool is_filtered = false;      // test: not all tests of the package or workspace
};

// One tool call.
struct Event {
  std::size_t number = 0;           // 1-based
  std::string call;                 // tool and arguments, to see repetition
  std::set<std::string> read;       // files of the task's start that its result shows
  std::vector<std::string> edited;  // files; relative where they lie in the crate
  std::vector<CheckRun> checks;
  std::vector<std::string> destroyed;  // commands
  bool cleans = false;                 // cargo clean

  bool edits() const { return !edited.empty(); }
};

std::vector<Event> events_of(const rust_tasks::Rollout& rollout);

}  // namespace criteria
