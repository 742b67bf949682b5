// README.md of an adapter: a model card with the YAML header that Hugging Face's hub reads
// (https://huggingface.co/docs/hub/model-cards). No times, hosts or paths.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <lora_trainer/baselines.hpp>
#include <lora_trainer/run.hpp>
#include <lora_trainer/settings.hpp>
#include <lora_trainer/split.hpp>

namespace lora_trainer {

struct Facts {
  const Settings& settings;
  qwen35::ModelClass keys = qwen35::ModelClass::conditional_generation;  // that find the adapter's tensors
  std::string settings_json;
  const Split& train;
  const Split& valid;
  std::string train_digest, valid_digest;  // SHA-256 of the files
  const Trained& trained;
  std::optional<Baselines> baselines;
  std::int64_t steps = 0;
  std::int64_t parameters = 0;
};

std::string model_card(const Facts& facts);

}  // namespace lora_trainer
