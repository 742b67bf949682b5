#include "decoding.hpp"

#include <algorithm>
#include <utility>

#include "sampling.hpp"

namespace qwen35 {
namespace {

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

std::vector<Generated> decode(const Model& model, const GenerationSettings& settings, at::Tensor first,
                              const std::function<at::Tensor(const at::Tensor& ids)>& feed) {
  Rows rows(static_cast<size_t>(first.size(0)), settings);
  at::Tensor ids = std::move(first);
  bool cancelled = false;
  for (int64_t made = 0; made < settings.max_new_tokens && rows.any_running(); ++made) {
    cancelled = settings.cancelled && settings.cancelled();
    if (cancelled) break;
    const at::Tensor x = feed(ids);
    ids = rows.take(model.logits(model.final_norm(x.select(1, x.size(1) - 1)))).to(ids.device());
  }
  return rows.finish(cancelled);
}

}  // namespace qwen35
