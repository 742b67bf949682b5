// A Qwen3.5 model for the rollouts of a stage: what is read at once, and what is in memory while rollouts are open.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <agent_rollout/batch_server.hpp>
#include <agent_rollout/model_settings.hpp>
#include <base/error.hpp>
#include <hf/chat_template.hpp>
#include <hf/tokenizer.hpp>

namespace agent_rollout {

// Never changed once it is open: any number of threads.
struct ModelFiles {
  hf::Tokenizer tokenizer;
  hf::ChatTemplate chat_template;
  std::vector<std::int64_t> stop_ids;  // <|im_end|> and the eos ids of generation_config.json
  std::vector<std::string> tools;      // JSON object texts
  ModelSettings settings;

  static base::Result<ModelFiles> open(const ModelSettings& settings);
};

// Weights, adapter and the thread that runs them.
class LoadedModel {
 public:
  // `device` is given back after all else.
  static base::Result<std::unique_ptr<LoadedModel>> load(const ModelSettings& settings,
                                                         std::shared_ptr<const void> device = nullptr);

  // Rollouts whose caches are in memory at once.
  std::size_t seats() const { return seats_; }
  BatchServer& server() { return server_; }

 private:
  LoadedModel(const ModelSettings& settings, std::shared_ptr<const void> device, qwen35::Model model,
              std::optional<qwen35::Adapter> adapter);

  std::shared_ptr<const void> device_;
  qwen35::Model model_;
  std::optional<qwen35::Adapter> adapter_;
  std::size_t seats_;
  BatchServer server_;
};

// As many sequences of max_context tokens as fit into so many bytes of memory beside the model, at least one and
// at most `most_seats`.
constexpr std::size_t most_seats = 64;
std::size_t seats_for(const qwen35::ModelConfig& config, const ModelSettings& settings,
                      std::int64_t free_bytes);

}  // namespace agent_rollout
