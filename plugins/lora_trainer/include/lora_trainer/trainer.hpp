// Steps of the optimizer on an adapter, one sequence at a time.
//
//   sequences of a step ─► gradients of (sum of cross entropy / loss tokens of the step) ─► clip ─► AdamW
//
// One sequence is one row: no padding, and no state that leaks from one example into the next.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <span>
#include <string>

#include <lora_trainer/sequence.hpp>
#include <qwen35/graph_memory.hpp>
#include <qwen35/model.hpp>
#include <qwen35/optimizer.hpp>
#include <qwen35/training.hpp>

namespace lora_trainer {

struct Recipe {
  qwen35::Schedule schedule;
  double weight_decay = 0;
  double max_gradient_norm = 1;
  double dropout = 0;      // 0 to below 1
  std::uint64_t seed = 0;  // of the dropout: what a step leaves out depends on nothing but it and the step
  double graph_bytes =
      0;  // that graphs of layers may hold between the passes; layers whose graphs do not fit run again
};

struct StepReport {
  std::int64_t step = 0;  // counted from 1
  double loss = 0;        // mean over the step's loss tokens, before the step; nats
  double gradient_norm = 0;
  double learning_rate = 0;
  std::int64_t loss_tokens = 0;
  std::int64_t tokens = 0;
};

using Sequences = std::span<const Sequence* const>;

// Asked between two sequences; true ends the work, and what the step did so far is forgotten.
using IsStopped = std::function<bool()>;

struct Failing {
  enum class Kind { stopped, loss, gradient };  // the latter two are no numbers
  Kind kind = Kind::stopped;
  const Sequence* sequence = nullptr;  // whose loss it is
};

// Not thread-safe. The model must outlive the trainer.
class Trainer {
 public:
  Trainer(const qwen35::Model& model, qwen35::Adapter adapter, Recipe recipe);

  // Error: stopped, or a loss or gradient that is no number; then the adapter is as before the step.
  std::expected<StepReport, Failing> step(Sequences sequences, const IsStopped& is_stopped);

  // Of the adapter as it is. Error: stopped, or a loss that is no number.
  std::expected<qwen35::Loss, Failing> evaluate(Sequences sequences, const IsStopped& is_stopped) const;

  const qwen35::Model& model() const { return *model_; }
  const qwen35::Adapter& adapter() const { return adapter_; }
  std::int64_t steps() const { return optimizer_.steps(); }
  const qwen35::AdamW& optimizer() const { return optimizer_; }

  // Sets the adapter's values alone, as `adapter().values()` are.
  void set_values(const at::Tensor& values);

  // Goes on where another trainer of the same shape stood. Error: sizes that are not this adapter's.
  base::Result<void> restore(const at::Tensor& values, const qwen35::AdamW::Moments& moments,
                             std::int64_t steps);

 private:
  qwen35::Loss add_gradients(const qwen35::Batch& batch, double scale);

  const qwen35::Model* model_;
  qwen35::Adapter adapter_;
  Recipe recipe_;
  qwen35::GraphMemory memory_;  // where graph_bytes are some, and not all that there are
  qwen35::AdamW optimizer_;
};

}  // namespace lora_trainer
