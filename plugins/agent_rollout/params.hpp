// The parameters of agent_rollout, and what they demand of each other.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <agent_rollout/model_settings.hpp>
#include <agent_tools/stage_prompt.hpp>
#include <compute/settings.hpp>
#include <flow/stage.hpp>
#include <rust_tasks/rollout.hpp>

struct RolloutParams {
  std::string variant = "reference";
  rust_tasks::AgentKind agent = rust_tasks::AgentKind::reference;
  std::vector<flow::Path> recorded;
  std::vector<flow::Path> system_prompt;
  flow::Path crates;
  std::int64_t max_calls = 40;
  std::int64_t seconds = 36000;
  std::optional<flow::Path> model;
  double temperature = 0.2;
  double top_p = 0.95;
  std::int64_t max_new_tokens = 4096;
  std::int64_t max_context = 32768;
  bool thinking = false;
  compute::Device device = compute::Device::cpu;
  compute::Precision precision = compute::Precision::fp32;
  std::int64_t threads = 2;

  bool has_model() const { return agent == rust_tasks::AgentKind::model; }
};

inline constexpr auto rollout_params = flow::params<RolloutParams>(
    flow::param("variant", &RolloutParams::variant, "name under which the scorecard shows these rollouts"),
    flow::param(
        "agent", &RolloutParams::agent,
        "the task's own reference solution, a recorded conversation again, or a model in this process"),
    flow::param("recorded", &RolloutParams::recorded, "of replay: files of rollouts, one JSON object a line"),
    agent_tools::system_prompt_param(&RolloutParams::system_prompt),
    flow::param("crates", &RolloutParams::crates, "workspace whose lock file says which crates may be used")
        .required(),
    flow::param("max_calls", &RolloutParams::max_calls, "tool calls after which a rollout ends")
        .range(1, 1000),
    flow::param("seconds", &RolloutParams::seconds,
                "after which a rollout is given up: it fails and is not judged, since a slower machine is no "
                "worse model")
        .range(1, 864000),
    flow::param("model", &RolloutParams::model, "of model: folder of the base model, a Qwen3.5 checkpoint"),
    flow::param("temperature", &RolloutParams::temperature, "of model: 0 always takes the likeliest token")
        .range(0, 2),
    flow::param("top_p", &RolloutParams::top_p,
                "of model: draws from the likeliest tokens with this probability in all")
        .range(0.01, 1),
    flow::param("max_new_tokens", &RolloutParams::max_new_tokens, "of model: most tokens of one message")
        .range(1, 262144),
    flow::param("max_context", &RolloutParams::max_context,
                "of model: most tokens of a conversation, after which a rollout ends")
        .range(1, 262144),
    flow::param("thinking", &RolloutParams::thinking, "of model: lets it reason before each message"),
    flow::param("device", &RolloutParams::device, "of model: where it computes"),
    flow::param("precision", &RolloutParams::precision, "of model: in which it computes"),
    flow::param("threads", &RolloutParams::threads, "of model: threads of torch for all open rollouts")
        .range(1, 256));

// Throws flow::Failure.
inline void check(const RolloutParams& params) {
  if (params.has_model() && !params.model)
    throw flow::Failure({"agent model has no model", "the parameter model is not given",
                         "name the folder of a Qwen3.5 checkpoint with `model`"});
}

inline agent_rollout::ModelSettings model_settings(const RolloutParams& params) {
  return {.folder = params.model->path(),
          .adapter = {},
          .device = params.device,
          .precision = params.precision,
          .temperature = params.temperature,
          .top_p = params.top_p,
          .max_new_tokens = params.max_new_tokens,
          .max_context = params.max_context,
          .thinking = params.thinking,
          .threads = static_cast<int>(params.threads)};
}
