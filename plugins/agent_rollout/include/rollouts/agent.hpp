// Whoever solves a task: it sees the conversation so far and gives the next assistant message.
#pragma once

#include <expected>
#include <span>
#include <stop_token>
#include <string>

#include <chat/example.hpp>

namespace rollouts {

class Agent {
 public:
  virtual ~Agent() = default;

  // A message with tool calls goes on, one without ends the rollout. Ids of calls are given by the caller.
  // The error is about the agent itself, such as a model that cannot be run; what it says is never an error.
  virtual std::expected<chat::Message, std::string> next(std::span<const chat::Message> conversation,
                                                         std::stop_token stop) = 0;
};

}  // namespace rollouts
