// The judgement on one candidate: seven criteria and the task's hidden tests, each with its evidence
// (docs/criteria.md).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <chat/example.hpp>
#include <rust_tasks/rollout.hpp>

namespace rust_tasks {

// What is judged, in the order of docs/criteria.md, the task's hidden tests last.
enum class CriterionName {
  builds,
  no_unwrap,
  question_mark,
  lifetimes,
  clippy,
  crates,
  tool_sequence,
  hidden_tests
};
constexpr auto enum_names(CriterionName) {
  return base::names("builds", "no_unwrap", "question_mark", "lifetimes", "clippy", "crates", "tool_sequence",
                     "hidden_tests");
}

// How judging went; of a crate that was not changed, also how the conversation was cut (the last five).
enum class VerdictStatus {
  ok,
  compile_error,
  manifest_error,
  unresolvable_dependency,
  lock_error,
  timeout,
  oom,
  disk,
  output_limit,
  ice,
  sandbox_error,
  empty_answer,
  format_error,
  token_limit,
  context_limit,
  step_limit,
  time_limit
};
constexpr auto enum_names(VerdictStatus) {
  return base::names("ok", "compile_error", "manifest_error", "unresolvable_dependency", "lock_error",
                     "timeout", "oom", "disk", "output_limit", "ice", "sandbox_error", "empty_answer",
                     "format_error", "token_limit", "context_limit", "step_limit", "time_limit");
}

struct Criterion {
  CriterionName name = CriterionName::builds;
  bool applicable = true;
  double score = 0;                   // 0 to 1; 0 where not applicable
  std::vector<std::string> evidence;  // "src/lib.rs:12: `.unwrap()`", one sentence each, no absolute path
};

struct Verdict {
  std::string task;
  Gap gap = Gap::repair;
  std::string variant;
  AgentKind agent = AgentKind::reference;
  std::optional<MadeWith> made_with;  // as the rollout has it
  std::optional<std::int64_t> sample;
  VerdictStatus status = VerdictStatus::ok;
  std::vector<Criterion> criteria;      // the seven in their order, then hidden_tests
  double total = 0;                     // weighted mean over those that apply
  bool strict = false;                  // every applicable criterion is 1
  std::string toolchain;                // versions that the judgement depends on
  std::vector<chat::Message> messages;  // the conversation that was judged, whole
};

}  // namespace rust_tasks
