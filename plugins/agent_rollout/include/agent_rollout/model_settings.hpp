// A model as the agent, without a word of torch: the stage builds where there is none.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string_view>

#include <agent_rollout/agent.hpp>
#include <base/error.hpp>
#include <compute/settings.hpp>
#include <rust_tasks/made_with.hpp>

namespace agent_rollout {

struct ModelSettings {
  std::filesystem::path folder;   // of a Hugging Face checkpoint
  std::filesystem::path adapter;  // a PEFT folder; empty: none
  compute::Device device = compute::Device::cpu;
  compute::Precision precision = compute::Precision::fp32;
  double temperature = 0.2;  // 0: always the likeliest token
  double top_p = 0.95;
  std::int64_t max_new_tokens = 4096;  // of one message
  std::int64_t max_context = 32768;    // tokens of the conversation with the next message
  bool thinking = false;
  int threads = 2;  // of torch
};

// What a scorecard must say of the model that was judged: its content, the adapter's ("" for none) and how it
// was asked, with at most `max_calls` tool calls a rollout. Digests are SHA-256 in hex, and told by their first 16 digits.
rust_tasks::MadeWith made_with(const ModelSettings& settings, std::int64_t max_calls,
                               std::string_view model_digest, std::string_view adapter_digest);

// Reads all of the model but its weights and the adapter. These are loaded for the first agent, and go with the last
// where it had to take a device, else with their maker. All agents share them, and what they say is generated
// for all of them at once. In a build without libtorch, an error that says how to get it.
base::Result<std::unique_ptr<const Agents>> open_model(const ModelSettings& settings);

}  // namespace agent_rollout
