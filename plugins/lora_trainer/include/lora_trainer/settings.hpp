// How an adapter is trained: what a pipeline file may set, and how the journal and the model card tell it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include <base/enum_names.hpp>
#include <base/error.hpp>
#include <compute/settings.hpp>
#include <lora_trainer/trainer.hpp>
#include <qwen35/adapter.hpp>
#include <qwen35/adapter_files.hpp>
#include <qwen35/optimizer.hpp>

namespace lora_trainer {

// Projections that get LoRA: those of attention and MLP, or also those of Gated DeltaNet.
enum class Targets { attention_mlp, all_linear };
constexpr auto enum_names(Targets) { return base::names("attention_mlp", "all_linear"); }

// Which adapter is published: that of the lowest validation loss, or of the last step.
enum class Publish { best, last };
constexpr auto enum_names(Publish) { return base::names("best", "last"); }

// Whether layers run again in the backward pass: not as long as their graphs fit into memory, always, or never. The gradients are
// the same.
enum class Recompute { automatic, always, never };
constexpr auto enum_names(Recompute) { return base::names("auto", "true", "false"); }

struct Settings {
  std::string base_model;       // name for adapter_config.json and the card
  std::int64_t max_seq = 8192;  // tokens of a sequence
  std::int64_t epochs = 2;
  std::int64_t batch_size = 4;  // sequences of a step
  double learning_rate = 5e-5;
  std::int64_t max_steps = 0;  // 0: as many as the epochs have
  double warmup = 0.05;        // share of all steps
  qwen35::Decay schedule = qwen35::Decay::cosine;
  double weight_decay = 0;
  double max_grad_norm = 1;
  std::int64_t rank = 16;
  double alpha = 32;
  bool rslora = false;
  Targets targets = Targets::attention_mlp;
  std::int64_t first_layer = 0;
  std::optional<std::int64_t> last_layer;  // none: the model's last
  double dropout = 0;                      // share of the inputs of A that a step leaves out
  compute::Precision precision = compute::Precision::fp32;
  Recompute recompute = Recompute::automatic;
  std::int64_t validate_every = 0;  // steps; 0: after every epoch
  std::int64_t patience = 3;  // validations that may be no better before the training ends; 0: any number
  compute::Device device = compute::Device::cpu;
  std::int64_t threads = 2;  // of the CPU; their number can change the last digits

  // How the adapter is written: the same training may be written in several ways.
  std::optional<qwen35::ModelClass> keys;  // none: those of the base model's own class
  compute::Precision adapter_dtype = compute::Precision::fp32;
  Publish publish = Publish::best;
  bool merge = false;  // also the base model with the adapter in its weights
};

// What a training learns from, beside its settings.
struct Identity {
  std::string base_digest, train_digest, valid_digest;  // SHA-256 in hex
  std::string init_digest;  // of the adapter that it begins with; "" for a new one
  std::uint64_t seed = 0;
};

// One JSON object on one line, without how the adapter is written. Two trainings with the same text are the same
// training. What has been added since names no default, so that older checkpoints are gone on with.
std::string settings_json(const Settings& settings, const Identity& identity);

// Error: the layers are not those of a model with so many.
base::Result<qwen35::AdapterShape> shape_of(const Settings& settings, std::size_t layers);

// Warm-up steps are rounded up, but for a training of one step, which would have rate 0: with a warm-up the
// first step has, as with transformers. `free_bytes` of the device, of which graphs take a part where nothing else is asked for.
Recipe recipe_of(const Settings& settings, std::int64_t total_steps, std::uint64_t seed,
                 std::int64_t free_bytes);

}  // namespace lora_trainer
