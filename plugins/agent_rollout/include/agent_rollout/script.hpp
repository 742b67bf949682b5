// Agents whose messages are known beforehand.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include <agent_rollout/agent.hpp>
#include <base/error.hpp>
#include <rust_tasks/rollout.hpp>

namespace agent_rollout {

// Says one message after the other, whatever the tools answer; then it ends with an empty answer.
class Script : public Agent {
 public:
  explicit Script(std::vector<chat::Message> messages) : messages_(std::move(messages)) {}
  base::Result<Turn> next(std::span<const chat::Message> conversation, const Patience& patience) override;

 private:
  std::vector<chat::Message> messages_;
  std::size_t said_ = 0;
};

// Solves the task with its own reference solution, as a careful agent would: reads each file before it edits
// it, makes exact edits, then cargo fmt, clippy and test. `root` is the workspace's name for the agent.
Script reference_agent(const rust_tasks::Task& task, const std::string& root);

// The assistant messages of a recorded conversation.
Script replay_agent(const std::vector<chat::Message>& recorded);

std::unique_ptr<const Agents> reference_agents(std::string root);

// Conversations by the id of their task.
using Recorded = std::map<std::string, std::vector<chat::Message>>;
std::unique_ptr<const Agents> replay_agents(Recorded recorded);

}  // namespace agent_rollout
