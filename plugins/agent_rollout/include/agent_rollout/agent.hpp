// Whoever solves a task: it sees the conversation so far and gives the next assistant message.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>

#include <base/error.hpp>
#include <chat/example.hpp>
#include <rust_tasks/rollout.hpp>
#include <rust_tasks/task.hpp>

namespace agent_rollout {

// Until when an agent may think.
struct Patience {
  std::stop_token stop;
  std::chrono::steady_clock::time_point deadline = std::chrono::steady_clock::time_point::max();
};

struct Turn {
  std::optional<chat::Message> message;  // none: nothing could be said; then `ended` tells why
  // Why the rollout ends with this message, such as token_limit; its calls are still carried out. None: a
  // message with calls goes on, one without is the answer.
  std::optional<rust_tasks::Ended> ended;
  // What of the message could not be read, and after a line feed what was said; the message holds the rest.
  std::string format_error;
};

class Agent {
 public:
  virtual ~Agent() = default;

  // Ids of calls are given by the caller. The error is about the agent itself, such as a model that cannot be
  // run, or that it was stopped or had no time left; what it says is never an error.
  virtual base::Result<Turn> next(std::span<const chat::Message> conversation, const Patience& patience) = 0;
};

// What a rollout lends its agent while it is started.
struct Means {
  // Waits until the device is free for a model; what it gives is kept as long as the model is. Empty: it is.
  std::function<base::Result<std::shared_ptr<const void>>()> take_device;
  std::function<void(std::string_view)> say;  // a line for whoever watches the run; may be empty
  std::stop_token stop;                       // ends all waiting
};

// Makes the agents of a stage. Any number of threads.
class Agents {
 public:
  virtual ~Agents() = default;

  // Null: none for this task. The same seed gives the same agent. It must not outlive its maker. The error is
  // about the agent's means, such as a model that cannot be loaded.
  virtual base::Result<std::unique_ptr<Agent>> start(const rust_tasks::Task& task, std::uint64_t seed,
                                                     const Means& means) const = 0;
};

}  // namespace agent_rollout
