// The judgement on one candidate: seven criteria and the task's hidden tests, each with its evidence
// (docs/criteria.md).
#pragma once

#include <string>
#include <vector>

namespace rust_tasks {

struct Criterion {
  // builds | no_unwrap | question_mark | lifetimes | clippy | crates | tool_sequence | hidden_tests
  std::string name;
  bool applicable = true;
  double score = 0;                   // 0 to 1; 0 where not applicable
  std::vector<std::string> evidence;  // "src/lib.rs:12: `.unwrap()`", one sentence each, no absolute path
};

struct Verdict {
  std::string task;
  std::string gap;
  std::string variant;
  std::string agent;
  std::string made_with;  // as the rollout has it
  // ok | compile_error | manifest_error | unresolvable_dependency | lock_error | timeout | oom | disk |
  // output_limit | ice | sandbox_error | empty_answer; of an unchanged crate also how the conversation was
  // cut: format_error | token_limit | context_limit | step_limit | time_limit
  std::string status;
  std::vector<Criterion> criteria;  // the seven in their order, then hidden_tests
  double total = 0;                 // weighted mean over those that apply
  bool strict = false;              // every applicable criterion is 1
  std::string toolchain;            // versions that the judgement depends on
};

}  // namespace rust_tasks
