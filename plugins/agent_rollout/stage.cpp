// agent_rollout: a task in, what an agent made of it out.
//
// `concurrency` says how many rollouts are open at once, each on a thread that mostly waits: for the model, which
// generates for all of them, or for a tool, which alone holds `cargo`.
#include <memory>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include <agent_rollout/recorded.hpp>
#include <agent_rollout/rollout.hpp>
#include <agent_rollout/seeds.hpp>
#include <cargo/published_output.hpp>
#include <cargo/shell.hpp>
#include <cargo/stage_crates.hpp>
#include <flow/codec.hpp>
#include <flow/plugin.hpp>
#include <lora/adapter_record.hpp>
#include <rust_tasks/rollout_record.hpp>

#include "params.hpp"

namespace {

using rust_tasks::Rollout;
using rust_tasks::Task;

agent_tools::BashOutcome as_bash_outcome(const base::Result<sandbox::Outcome>& outcome) {
  if (!outcome) throw flow::Failure(cargo::transient(outcome.error()));
  agent_tools::BashOutcome result{.output = cargo::published_output(outcome->stdout_text, {}, 8u << 20)};
  using sandbox::Ending;
  if (outcome->ending == Ending::exited || outcome->ending == Ending::signalled)
    result.exit = outcome->exit_code;
  result.timed_out = outcome->ending == Ending::timed_out;
  result.aborted = outcome->ending == Ending::stopped;
  return result;
}

agent_rollout::Recorded recorded_in(const std::vector<flow::Path>& files) {
  agent_rollout::Recorded recorded;
  for (const flow::Path& file : files) {
    const auto added = agent_rollout::add_recorded(
        recorded, file.path(), file.text,
        [](std::string_view line) { return flow::codec::from_json<Rollout>(line); });
    if (!added) throw flow::Failure(added.error());
  }
  return recorded;
}

using Inputs = flow::Inputs<flow::Each<Task, "tasks">, flow::Once<lora::Adapter, "adapter", flow::optional>>;

class AgentRollout : public flow::Transform<Inputs, Rollout> {
 public:
  static constexpr flow::StageInfo info{.name = "agent_rollout",
                                        .version = 4,
                                        .summary = "Lets an agent work on tasks with tools in a sandbox",
                                        .traits = flow::deterministic | flow::blocking,
                                        .concurrency = 16,
                                        .may_hold = {{{"gpu", 1}, {"cargo", 1}}}};
  static constexpr auto params = rollout_params;

  explicit AgentRollout(RolloutParams params) : params_(std::move(params)) { check(params_); }

  flow::Result open(flow::Context& context, const lora::Adapter* adapter) {
    system_prompt_ = agent_tools::system_prompt_of(params_.system_prompt);
    if (params_.has_model()) return open_model(context, adapter);
    if (adapter != nullptr)
      return flow::failed("the adapter has no use here",
                          fmt::format("agent {} runs no model", base::name_of(params_.agent)),
                          "set agent to model, or connect no adapter");
    agents_ = params_.agent == rust_tasks::AgentKind::replay
                  ? agent_rollout::replay_agents(recorded_in(params_.recorded))
                  : agent_rollout::reference_agents(std::string(agent_tools::default_root));
    return flow::ok();
  }

  flow::Result process(const Task& task, Emit& out, flow::Context& context) const {
    const auto sample = static_cast<std::uint64_t>(task.sample.value_or(1));
    if (sample > 1 && !params_.has_model())
      return flow::failed("there can be only one sample of each task",
                          fmt::format("agent {} always does the same", base::name_of(params_.agent)),
                          "connect it to the tasks themselves, or set agent to model");
    const auto agent =
        agents_->start(task, agent_rollout::derived_seed(context.seed(), sample), means(context));
    if (!agent) return flow::failed(cargo::transient(agent.error()));
    if (!*agent) {
      return flow::dropped(
          "no recorded rollout of the task",
          fmt::format("task {} is in none of the {} files (recorded)", task.id, params_.recorded.size()));
    }
    auto rollout = rolled_out(task, **agent, context);
    if (!rollout) return flow::failed(cargo::transient(rollout.error()));
    rollout->variant = params_.variant;
    rollout->agent = params_.agent;
    rollout->made_with = made_with_;
    rollout->sample = std::exchange(rollout->task.sample, std::nullopt);
    std::string key = task.id + "/" + params_.variant;
    if (task.sample) key += "/" + std::to_string(*task.sample);
    out(*std::move(rollout), key);
    return flow::ok();
  }

 private:
  flow::Result open_model(flow::Context& context, const lora::Adapter* adapter) {
    agent_rollout::ModelSettings settings = model_settings(params_);
    const auto digest = context.content_digest(settings.folder);
    if (!digest) return flow::failed(digest.error());
    made_with_ = agent_rollout::made_with(settings, params_.max_calls, *digest,
                                          adapter == nullptr ? "" : adapter->folder.digest);
    if (adapter != nullptr) {
      if (*digest != adapter->base_digest)
        return flow::failed("the adapter was trained for another model",
                            "on " + adapter->base_model + ", content " + adapter->base_digest +
                                "; the parameter model names content " + *digest,
                            "name the folder of the model that it was trained on, or train it anew");
      const auto folder = context.path_of(adapter->folder);
      if (!folder) return flow::failed(folder.error());
      settings.adapter = *folder;
    }
    auto opened = agent_rollout::open_model(settings);
    if (!opened) return flow::failed(cargo::transient(opened.error()));
    agents_ = *std::move(opened);
    return flow::ok();
  }

  // The device is held as long as its model is in memory, which the open rollouts share.
  agent_rollout::Means means(flow::Context& context) const {
    agent_rollout::Means means{
        .take_device = {},
        .say = [&context](std::string_view line) { context.log(flow::LogLevel::info, line); },
        .stop = context.stop_token()};
    if (params_.device == compute::Device::cuda) {
      means.take_device = [&context]() -> base::Result<std::shared_ptr<const void>> {
        auto held = context.hold("gpu");
        if (!held) return std::unexpected(held.error());
        return std::make_shared<const flow::Held>(*std::move(held));
      };
    }
    return means;
  }

  base::Result<Rollout> rolled_out(const Task& task, agent_rollout::Agent& agent,
                                   flow::Context& context) const {
    const auto folder = context.scratch();
    std::optional<cargo::Shell> shell;
    agent_rollout::Options options{.scratch = folder / "agent",
                                   .system_prompt = system_prompt_,
                                   .max_calls = static_cast<std::size_t>(params_.max_calls),
                                   .give_up_after = std::chrono::seconds(params_.seconds)};
    options.bash = [&](const agent_tools::BashRequest& request, const std::filesystem::path& workspace) {
      const auto held = context.hold("cargo");
      if (!held) throw flow::Failure(held.error());
      if (!shell) {
        const auto ready = crates_.get(params_.crates.path(), context);
        auto opened = cargo::Shell::open(ready.toolchain, workspace, options.root, folder / "shell",
                                         ready.crates.options_for({}));
        if (!opened) throw flow::Failure(cargo::transient(opened.error()));
        shell.emplace(*std::move(opened));
      }
      return as_bash_outcome(shell->run(request.command, request.workdir,
                                        std::chrono::milliseconds(request.timeout_ms), context.stop_token()));
    };
    return agent_rollout::run(task, agent, options, context.stop_token());
  }

  RolloutParams params_;
  std::string system_prompt_;
  std::optional<rust_tasks::MadeWith> made_with_;
  std::unique_ptr<const agent_rollout::Agents> agents_;
  cargo::StageCrates crates_;
};

}  // namespace

FLOW_PLUGIN(AgentRollout)
