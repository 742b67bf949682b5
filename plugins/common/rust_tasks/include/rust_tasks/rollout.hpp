// What an agent did with a task: its conversation and the files that it left behind.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <chat/example.hpp>
#include <rust_tasks/made_with.hpp>
#include <rust_tasks/task.hpp>

namespace rust_tasks {

enum class AgentKind {
  reference,  // the task's own solution
  replay,     // a recorded conversation again
  model       // a model in this process
};
constexpr auto enum_names(AgentKind) { return base::names("reference", "replay", "model"); }

// How a conversation ended.
enum class Ended {
  answered,
  step_limit,     // of calls
  time_limit,     // of whoever recorded it: here no rollout is ended by a clock
  token_limit,    // of one message
  context_limit,  // of the conversation
  format_error    // the last message was a call that cannot be read
};
constexpr auto enum_names(Ended) {
  return base::names("answered", "step_limit", "time_limit", "token_limit", "context_limit", "format_error");
}

// The outcome of one tool call, which its text does not always tell.
struct CallOutcome {
  std::string call_id;
  bool ok = true;                         // false: the tool refused the call; a failed command is ok
  std::optional<std::int64_t> exit_code;  // of a command that ran to its end
};

struct Rollout {
  Task task;
  std::string variant;  // base | tuned | reference | ...: candidates are paired by it
  AgentKind agent = AgentKind::reference;
  std::optional<MadeWith> made_with;    // of a model
  std::optional<std::int64_t> sample;   // from 1, where the variant has several rollouts of each task
  std::vector<chat::Message> messages;  // the whole conversation, from the system message on
  std::vector<CallOutcome> calls;       // in the order of the calls
  std::vector<File> files;              // changed or added, whole texts
  std::vector<std::string> removed;     // of task.start
  std::vector<std::string> not_taken;   // links, files that are no text or too large: they are not judged
  Ended ended = Ended::answered;
  // Of messages of which a part could not be read: the problem, a line feed, what was said.
  std::vector<std::string> format_errors;
};

}  // namespace rust_tasks
