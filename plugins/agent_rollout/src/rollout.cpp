#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include <agent_rollout/rollout.hpp>
#include <agent_rollout/workspace.hpp>

namespace agent_rollout {
namespace {

namespace fs = std::filesystem;
using rust_tasks::Ended;
using Clock = std::chrono::steady_clock;

base::Result<agent_tools::ToolRunner> open_tools(const Options& options, const fs::path& workspace,
                                                 Clock::time_point deadline) {
  agent_tools::RunnerOptions runner{.workspace = workspace, .root = options.root};
  runner.bash = [&options, workspace, deadline](agent_tools::BashRequest request) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
    request.timeout_ms = std::max<std::int64_t>(1, std::min<std::int64_t>(request.timeout_ms, left));
    return options.bash(request, workspace);
  };
  return agent_tools::ToolRunner::open(std::move(runner));
}

// The conversation as it grows.
class Conversation {
 public:
  Conversation(rust_tasks::Rollout& rollout, agent_tools::ToolRunner& tools)
      : rollout_(rollout), tools_(tools) {}

  // The agent's message, with ids of our own: those of a model repeat.
  void say(Turn turn) {
    ++turns_;
    if (!turn.format_error.empty())
      rollout_.format_errors.push_back("assistant message " + std::to_string(turns_) + ": " +
                                       turn.format_error);
    if (!turn.message) return;
    turn.message->role = chat::Role::assistant;
    for (chat::ToolCall& call : turn.message->tool_calls) call.id = "call_" + std::to_string(++calls_);
    rollout_.messages.push_back(*std::move(turn.message));
    answer_calls();
  }

  std::size_t calls() const { return calls_; }

 private:
  void answer_calls() {
    const std::vector<chat::ToolCall> calls = rollout_.messages.back().tool_calls;
    for (const chat::ToolCall& call : calls) {
      agent_tools::ToolResult result = tools_.run(call.function.name, call.function.arguments);
      rollout_.calls.push_back({.call_id = call.id, .ok = result.ok});
      if (result.exit) rollout_.calls.back().exit_code = *result.exit;
      rollout_.messages.push_back(
          {.role = chat::Role::tool, .content = std::move(result.text), .tool_call_id = call.id});
    }
  }

  rust_tasks::Rollout& rollout_;
  agent_tools::ToolRunner& tools_;
  std::size_t calls_ = 0;
  std::size_t turns_ = 0;
};

base::Error given_up(const Options& options, const rust_tasks::Rollout& rollout) {
  return {.problem = fmt::format("the rollout of task {} was given up", rollout.task.id),
          .why = fmt::format("it took longer than {} s, with {} calls",
                             options.give_up_after.count() / 1000.0, rollout.calls.size()),
          .what_to_do = "give it more `seconds`, or less to do: max_new_tokens, max_context, max_calls",
          .is_transient = true};
}

// None where the message's calls lead on.
std::optional<Ended> end_of(const Turn& turn) {
  if (turn.ended) return turn.ended;
  if (turn.message && !turn.message->tool_calls.empty()) return std::nullopt;
  return turn.format_error.empty() ? Ended::answered : Ended::format_error;
}

}  // namespace

base::Result<rust_tasks::Rollout> run(const rust_tasks::Task& task, Agent& agent, const Options& options,
                                      std::stop_token stop) {
  const auto deadline = Clock::now() + options.give_up_after;
  const fs::path workspace = options.scratch / "workspace";
  std::error_code error;
  fs::create_directories(workspace, error);
  if (error) return base::failure("cannot make the workspace", error.message());
  if (auto written = write_files(workspace, task.start); !written) return std::unexpected(written.error());
  auto tools = open_tools(options, workspace, deadline);
  if (!tools) return std::unexpected(tools.error());

  rust_tasks::Rollout rollout{.task = task};
  if (!options.system_prompt.empty())
    rollout.messages.push_back({.role = chat::Role::system, .content = options.system_prompt});
  rollout.messages.push_back({.role = chat::Role::user, .content = task.prompt});
  Conversation conversation(rollout, *tools);
  std::optional<Ended> ended;
  while (!ended) {
    if (stop.stop_requested()) return base::failure("the rollout was stopped");
    auto turn = agent.next(rollout.messages, {.stop = stop, .deadline = deadline});
    if (Clock::now() >= deadline) return std::unexpected(given_up(options, rollout));
    if (!turn) return std::unexpected(turn.error());
    ended = end_of(*turn);
    conversation.say(*std::move(turn));
    if (Clock::now() >= deadline) return std::unexpected(given_up(options, rollout));
    if (!ended && conversation.calls() >= options.max_calls) ended = Ended::step_limit;
  }
  rollout.ended = *ended;
  if (stop.stop_requested()) return base::failure("the rollout was stopped");
  Changes changes = changes_since(task.start, workspace);
  rollout.files = std::move(changes.files);
  rollout.removed = std::move(changes.removed);
  rollout.not_taken = std::move(changes.not_taken);
  return rollout;
}

}  // namespace agent_rollout
