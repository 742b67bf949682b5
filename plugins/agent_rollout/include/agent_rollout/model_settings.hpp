// A model as the agent, without a word of torch: the stage builds where there is none.
#pragma once

#include <cstdint>
#include <expected>
#include <filesystem>
#include <memory>
#include <string>

#include <agent_rollout/agent.hpp>

namespace agent_rollout {

struct ModelSettings {
  std::filesystem::path folder;    // of a Hugging Face checkpoint
  std::filesystem::path adapter;   // a PEFT folder; empty: none
  std::string device = "cpu";      // cpu | cuda
  std::string precision = "fp32";  // fp32 | bf16
  double temperature = 0.2;        // 0: always the likeliest token
  double top_p = 0.95;
  std::int64_t max_new_tokens = 4096;  // of one message
  std::int64_t max_context = 32768;    // tokens of the conversation with the next message
  bool thinking = false;
  int threads = 2;  // of torch
};

struct ModelError {
  std::string problem;
  std::string why;
  std::string what_to_do;
};

// Loads the model once; its agents share it. In a build without libtorch, an error that says how to get it.
std::expected<std::unique_ptr<const Agents>, ModelError> open_model(const ModelSettings& settings);

}  // namespace agent_rollout
