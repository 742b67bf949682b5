#include "qwen35/generation.hpp"

#include <algorithm>
#include <utility>

#include <c10/core/GradMode.h>

#include "sampling.hpp"

namespace qwen35 {
namespace {

constexpr int64_t filler = 0;  // an id like any other; the mask hides it

// Prompts end at one column; the mask also covers the columns to come.
Tokens padded_left(const std::vector<std::vector<int64_t>>& prompts, int64_t longest, at::Device device) {
  Tokens tokens;
  const auto rows = static_cast<int64_t>(prompts.size());
  tokens.ids = at::full({rows, longest}, filler, at::kLong);
  tokens.mask = at::zeros({rows, longest}, at::kBool);
  for (int64_t i = 0; i < rows; ++i) {
    const auto& prompt = prompts[static_cast<size_t>(i)];
    const auto size = static_cast<int64_t>(prompt.size());
    TORCH_CHECK(size > 0, "a prompt needs at least one token");
    tokens.ids[i].narrow(0, longest - size, size).copy_(at::tensor(prompt, at::kLong));
    tokens.mask[i].narrow(0, longest - size, size).fill_(true);
  }
  tokens.ids = tokens.ids.to(device);
  tokens.mask = tokens.mask.all().item<bool>() ? at::Tensor() : tokens.mask.to(device);
  return tokens;
}

class Rows {
 public:
  Rows(size_t count, const GenerationSettings& settings)
      : settings_(settings), results_(count), running_(count, true) {
    for (size_t i = 0; i < count; ++i) samplers_.emplace_back(settings.sampling, i);
  }

  // logits [rows, vocabulary]; the next ids [rows, 1]. Rows that have ended repeat their last token, unheard.
  at::Tensor take(const at::Tensor& logits) {
    std::vector<Sampler*> samplers;
    for (Sampler& sampler : samplers_) samplers.push_back(&sampler);
    const Choices choices = choose_tokens(logits, samplers);
    std::vector<int64_t> next;
    for (size_t i = 0; i < results_.size(); ++i) {
      Generated& row = results_[i];
      if (running_[i]) {
        const int64_t id = choices.ids[i];
        row.tokens.push_back(id);
        row.log_probabilities.push_back(choices.log_probabilities[i]);
        running_[i] = std::ranges::find(settings_.stop_ids, id) == settings_.stop_ids.end();
        if (!running_[i]) row.ended = Ended::stop_id;
      }
      next.push_back(row.tokens.back());
    }
    return at::tensor(next, at::kLong).unsqueeze(1);
  }

  bool any_running() const { return std::ranges::find(running_, true) != running_.end(); }

  std::vector<Generated> finish(bool cancelled) {
    for (size_t i = 0; i < results_.size(); ++i) {
      if (running_[i] && cancelled) results_[i].ended = Ended::cancelled;
    }
    return std::move(results_);
  }

 private:
  const GenerationSettings& settings_;
  std::vector<Generated> results_;
  std::vector<bool> running_;
  std::vector<Sampler> samplers_;
};

}  // namespace

std::vector<Generated> generate(const Model& model, const Adapter* adapter,
                                const std::vector<std::vector<int64_t>>& prompts,
                                const GenerationSettings& settings) {
  if (prompts.empty()) return {};
  const at::NoGradGuard no_gradients;
  const at::Device device = model.options().device();
  const auto longest =
      static_cast<int64_t>(std::ranges::max(prompts, {}, &std::vector<int64_t>::size).size());
  Tokens tokens = padded_left(prompts, longest, device);
  Cache cache{.capacity = longest + std::max<int64_t>(settings.max_new_tokens, 0)};
  Rows rows(prompts.size(), settings);
  bool cancelled = false;
  for (int64_t made = 0; made < settings.max_new_tokens && rows.any_running(); ++made) {
    cancelled = settings.cancelled && settings.cancelled();
    if (cancelled) break;
    const at::Tensor x = model.extend(tokens, adapter, cache);
    if (tokens.mask.defined()) tokens.mask = at::constant_pad_nd(tokens.mask, {0, 1}, true);
    tokens.ids = rows.take(model.logits(model.final_norm(x.select(1, x.size(1) - 1)))).to(device);
  }
  return rows.finish(cancelled);
}

}  // namespace qwen35
