// agent_rollout: a task in, what an agent made of it out.
#include <fstream>
#include <map>
#include <optional>

#include <rollouts/rollout.hpp>
#include <rollouts/script.hpp>

#include <agent_tools/system_prompt.hpp>
#include <cargo/published_output.hpp>
#include <cargo/shell.hpp>
#include <cargo/stage_crates.hpp>
#include <flow/codec.hpp>
#include <flow/plugin.hpp>
#include <rust_tasks/rollout_record.hpp>

namespace {

using rust_tasks::Rollout;
using rust_tasks::Task;

struct Params {
  std::string variant = "reference";
  std::string agent = "reference";
  std::vector<flow::Path> recorded;
  std::vector<flow::Path> system_prompt;
  flow::Path crates;
  std::int64_t max_calls = 40;
  std::int64_t seconds = 600;
};

flow::Result machine_failure(std::string problem) {
  return flow::failed({.problem = std::move(problem), .why = {}, .what_to_do = {}, .transient = true});
}

agent_tools::BashOutcome as_bash_outcome(const std::expected<sandbox::Outcome, sandbox::Error>& outcome) {
  if (!outcome) throw flow::Failure(cargo::as_flow_error(outcome.error()));
  agent_tools::BashOutcome result{.output = cargo::published_output(outcome->stdout_text, {}, 8u << 20)};
  using sandbox::Ending;
  if (outcome->ending == Ending::exited || outcome->ending == Ending::signalled)
    result.exit = outcome->exit_code;
  result.timed_out = outcome->ending == Ending::timed_out;
  result.aborted = outcome->ending == Ending::stopped;
  return result;
}

class AgentRollout : public flow::Transform<flow::Inputs<flow::Each<Task, "tasks">>, Rollout> {
 public:
  static constexpr flow::StageInfo info{.name = "agent_rollout",
                                        .version = 1,
                                        .summary = "Lets an agent work on tasks with tools in a sandbox",
                                        .traits = flow::deterministic | flow::blocking | flow::at_most_one,
                                        .needs = {{{"cargo", 1}}}};
  static constexpr auto params = flow::params<Params>(
      flow::param("variant", &Params::variant, "name under which the scorecard shows these rollouts"),
      flow::param("agent", &Params::agent,
                  "the task's own reference solution, or a recorded conversation again")
          .one_of("reference", "replay"),
      flow::param("recorded", &Params::recorded, "of replay: files of rollouts, one JSON object a line"),
      flow::param("system_prompt", &Params::system_prompt,
                  "agent files (Markdown); the first that exists becomes the system message")
          .required()
          .may_be_absent(),
      flow::param("crates", &Params::crates, "workspace whose lock file says which crates may be used")
          .required(),
      flow::param("max_calls", &Params::max_calls, "tool calls after which a rollout ends").range(1, 1000),
      flow::param("seconds", &Params::seconds, "after which a rollout ends").range(1, 36000));

  explicit AgentRollout(Params params) : params_(std::move(params)) {}

  flow::Result open(flow::Context&) {
    std::vector<std::filesystem::path> candidates;
    for (const flow::Path& path : params_.system_prompt) candidates.push_back(path.path());
    auto prompt = agent_tools::read_system_prompt(candidates);
    if (!prompt)
      return flow::failed(prompt.error(), "", "give an agent file with the parameter system_prompt");
    system_prompt_ = std::move(*prompt);
    return params_.agent == "replay" ? read_recorded() : flow::ok();
  }

  flow::Result process(const Task& task, Emit& out, flow::Context& context) const {
    auto agent = agent_for(task);
    if (!agent) return flow::dropped("no recorded rollout of the task");
    const auto ready = crates_.get(params_.crates.path(), context);
    const auto shell_folder = context.scratch() / "shell";
    std::optional<cargo::Shell> shell;
    rollouts::Options options{.scratch = context.scratch() / "agent",
                              .system_prompt = system_prompt_,
                              .max_calls = static_cast<std::size_t>(params_.max_calls),
                              .wall = std::chrono::seconds(params_.seconds)};
    options.bash = [&](const agent_tools::BashRequest& request, const std::filesystem::path& workspace) {
      if (!shell) {
        auto opened = cargo::Shell::open(ready.toolchain, workspace, options.root, shell_folder,
                                         ready.crates.options_for({}));
        if (!opened) throw flow::Failure(cargo::as_flow_error(opened.error()));
        shell.emplace(*std::move(opened));
      }
      return as_bash_outcome(shell->run(request.command, request.workdir,
                                        std::chrono::milliseconds(request.timeout_ms), context.stop_token()));
    };
    auto rollout = rollouts::run(task, *agent, options, context.stop_token());
    if (!rollout) return machine_failure(rollout.error());
    rollout->variant = params_.variant;
    rollout->agent = params_.agent;
    const std::string key = task.id + "/" + params_.variant;
    out(*std::move(rollout), key);
    return flow::ok();
  }

 private:
  flow::Result read_recorded() {
    for (const flow::Path& path : params_.recorded) {
      std::ifstream lines(path.path());
      if (!lines)
        return flow::failed("cannot read " + path.text, "", "name files of rollouts with `recorded`");
      std::string line;
      for (std::size_t number = 1; std::getline(lines, line); ++number) {
        if (line.empty()) continue;
        auto rollout = flow::codec::from_json<Rollout>(line);
        if (!rollout)
          return flow::failed(path.text + ":" + std::to_string(number) + " holds no rollout", rollout.error(),
                              "write the file with `flowrun records FILE STAGE`");
        const std::string task = rollout->task.id;
        if (!recorded_.emplace(task, std::move(rollout->messages)).second)
          return flow::failed(path.text + ":" + std::to_string(number) + " holds a second rollout of " + task,
                              "one stage replays one rollout for each task",
                              "name the file in a stage of its own");
      }
    }
    return flow::ok();
  }

  std::optional<rollouts::Script> agent_for(const Task& task) const {
    if (params_.agent == "reference")
      return rollouts::reference_agent(task, std::string(agent_tools::default_root));
    const auto found = recorded_.find(task.id);
    if (found == recorded_.end()) return std::nullopt;
    return rollouts::replay_agent(found->second);
  }

  Params params_;
  std::string system_prompt_;
  std::map<std::string, std::vector<chat::Message>> recorded_;
  cargo::StageCrates crates_;
};

}  // namespace

FLOW_PLUGIN(AgentRollout)
