#include <cmath>
#include <utility>

#include <c10/core/GradMode.h>

#include <lora_trainer/trainer.hpp>
#include <qwen35/dropout.hpp>

namespace lora_trainer {
namespace {

qwen35::Batch batch_of(const Sequence& sequence, at::Device device) {
  const auto length = static_cast<std::int64_t>(sequence.tokens.size());
  const at::Tensor ids = at::tensor(sequence.tokens, at::kInt).to(at::kLong).view({1, length});
  at::Tensor labels = at::full_like(ids, qwen35::no_label);
  for (const hf::Span& span : sequence.learnt) {
    labels.narrow(1, span.begin, span.end - span.begin)
        .copy_(ids.narrow(1, span.begin, span.end - span.begin));
  }
  return {.tokens = {.ids = ids.to(device), .mask = {}}, .labels = labels.to(device)};
}

// Nothing is left out but in a step.
class DropoutOfStep {
 public:
  explicit DropoutOfStep(qwen35::Adapter& adapter) : adapter_(adapter) {}
  DropoutOfStep(const DropoutOfStep&) = delete;
  DropoutOfStep& operator=(const DropoutOfStep&) = delete;
  ~DropoutOfStep() { adapter_.set_dropout({}); }

  void set(double share, std::uint64_t key) const { adapter_.set_dropout({.share = share, .key = key}); }

 private:
  qwen35::Adapter& adapter_;
};

}  // namespace

Trainer::Trainer(const qwen35::Model& model, qwen35::Adapter adapter, Recipe recipe)
    : model_(&model),
      adapter_(std::move(adapter)),
      recipe_(recipe),
      optimizer_(adapter_, {.weight_decay = recipe.weight_decay}) {
  if (recipe.graph_bytes > 0 && std::isfinite(recipe.graph_bytes))
    memory_ = qwen35::measure_graphs(model, adapter_);
}

qwen35::Loss Trainer::add_gradients(const qwen35::Batch& batch, double scale) {
  const std::size_t graphs =
      qwen35::graphs_that_fit(memory_, model_->config(), batch.tokens.ids.size(1), recipe_.graph_bytes);
  return qwen35::add_gradients(*model_, adapter_, batch, scale, graphs);
}

std::expected<StepReport, Failing> Trainer::step(Sequences sequences, const IsStopped& is_stopped) {
  StepReport report{.step = optimizer_.steps() + 1};
  for (const Sequence* sequence : sequences) report.loss_tokens += sequence->loss_tokens();
  const double scale = 1.0 / static_cast<double>(report.loss_tokens);
  adapter_.clear_gradients();
  const DropoutOfStep dropout(adapter_);
  for (std::size_t i = 0; i < sequences.size(); ++i) {
    const Sequence* const sequence = sequences[i];
    dropout.set(recipe_.dropout, qwen35::mixed({recipe_.seed, static_cast<std::uint64_t>(report.step), i}));
    if (is_stopped()) return std::unexpected(Failing{});
    const qwen35::Batch batch = batch_of(*sequence, model_->options().device());
    report.loss += add_gradients(batch, scale).sum * scale;
    if (!std::isfinite(report.loss)) return std::unexpected(Failing{Failing::Kind::loss, sequence});
    report.tokens += static_cast<std::int64_t>(sequence->tokens.size());
  }
  report.gradient_norm = qwen35::clip_gradients(adapter_, recipe_.max_gradient_norm);
  if (!std::isfinite(report.gradient_norm)) return std::unexpected(Failing{Failing::Kind::gradient});
  report.learning_rate = recipe_.schedule.rate(report.step);
  optimizer_.step(adapter_, report.learning_rate);
  return report;
}

std::expected<qwen35::Loss, Failing> Trainer::evaluate(Sequences sequences,
                                                       const IsStopped& is_stopped) const {
  qwen35::Loss total;
  for (const Sequence* sequence : sequences) {
    if (is_stopped()) return std::unexpected(Failing{});
    const auto loss = qwen35::evaluate(*model_, &adapter_, batch_of(*sequence, model_->options().device()));
    if (!std::isfinite(loss.sum)) return std::unexpected(Failing{Failing::Kind::loss, sequence});
    total.sum += loss.sum;
    total.tokens += loss.tokens;
  }
  return total;
}

void Trainer::set_values(const at::Tensor& values) {
  const at::NoGradGuard no_gradients;
  adapter_.values().detach().copy_(values.view_as(adapter_.values()));
}

base::Result<void> Trainer::restore(const at::Tensor& values, const qwen35::AdamW::Moments& moments,
                                    std::int64_t steps) {
  if (auto restored = optimizer_.restore(moments, steps); !restored) return restored;
  set_values(values);
  return {};
}

}  // namespace lora_trainer
