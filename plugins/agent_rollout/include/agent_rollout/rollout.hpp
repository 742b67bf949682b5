// Lets an agent work on a task with the tools of the contract, in a folder of its own.
//
//   task.start -> folder    agent -> calls -> tools (bash: the sandbox) -> results -> agent ...
//                 folder -> what the agent changed
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>

#include <agent_rollout/agent.hpp>
#include <agent_tools/tool_runner.hpp>
#include <base/error.hpp>
#include <rust_tasks/rollout.hpp>

namespace agent_rollout {

struct Options {
  std::filesystem::path scratch;  // an empty folder of this rollout alone
  std::string system_prompt;
  std::string root{agent_tools::default_root};
  std::size_t max_calls = 40;
  std::chrono::milliseconds give_up_after{36'000'000};
  // Runs a command with the workspace writable at `root`.
  std::function<agent_tools::BashOutcome(const agent_tools::BashRequest&,
                                         const std::filesystem::path& workspace)>
      bash;
};

// `variant` and `agent` are the caller's. The error is about the machine or the agent's own means, never
// about what the agent did; a rollout that is given up is one, too: limits that are judged are those of calls and tokens, which
// are the same on every machine. Blocks; one thread.
base::Result<rust_tasks::Rollout> run(const rust_tasks::Task& task, Agent& agent, const Options& options,
                                      std::stop_token stop);

}  // namespace agent_rollout
