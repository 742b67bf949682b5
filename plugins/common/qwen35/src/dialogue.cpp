#include "qwen35/dialogue.hpp"

#include <algorithm>
#include <utility>

#include <c10/core/GradMode.h>

#include "qwen35/delta_rule.hpp"
#include "qwen35/dialogue_batch.hpp"

namespace qwen35 {
namespace {

// Largest number of tokens that are run at once.
constexpr int64_t longest_piece = 2048;
// Most attention scores of one layer (heads · new tokens · all tokens) where the kernel keeps them all: 1 GiB
// in fp32.
constexpr int64_t most_scores = int64_t{1} << 28;

// A multiple of the delta rule's chunk, so that pieces cut no chunk in two.
int64_t piece_size(const ModelConfig& config, int64_t total) {
  const int64_t fitting = most_scores / (config.heads * total);
  return std::clamp(fitting / default_chunk * default_chunk, default_chunk, longest_piece);
}

bool begins_with(std::span<const int64_t> prompt, std::span<const int64_t> ids) {
  return prompt.size() > ids.size() && std::ranges::equal(prompt.first(ids.size()), ids);
}

at::Tensor as_row(std::span<const int64_t> ids, at::Device device) {
  return at::tensor(at::IntArrayRef(ids.data(), ids.size()), at::kLong).unsqueeze(0).to(device);
}

}  // namespace

void Dialogue::go_back(std::span<const int64_t> prompt) {
  const bool usable = !torn_ && cache_.length == static_cast<int64_t>(seen_.size());
  if (usable && begins_with(prompt, seen_)) return;
  const auto kept = static_cast<size_t>(mark_.length);
  if (!usable || kept == 0 || !begins_with(prompt, std::span(seen_).first(kept))) {
    cache_ = {};
    mark_ = {};
    seen_.clear();
    torn_ = false;
    return;
  }
  for (size_t i = 0; i < cache_.layers.size(); ++i) {
    cache_.layers[i].convolution = mark_.layers[i].convolution;
    cache_.layers[i].state = mark_.layers[i].state;
  }
  cache_.length = mark_.length;
  seen_.resize(kept);
}

// A prompt replaces the state tensors, and a batch writes into its own copies: holding them is enough.
void Dialogue::set_mark() {
  mark_.length = cache_.length;
  mark_.layers.clear();
  for (const LayerCache& layer : cache_.layers) {
    mark_.layers.push_back({.convolution = layer.convolution, .state = layer.state});
  }
}

void Dialogue::run_piece(std::span<const int64_t> prompt) {
  const at::NoGradGuard no_gradients;
  const auto total = static_cast<int64_t>(prompt.size());
  const auto piece = static_cast<size_t>(piece_size(model_->config(), total));
  const auto part = prompt.subspan(seen_.size(), std::min(piece, prompt.size() - 1 - seen_.size()));
  torn_ = true;
  reserve(cache_, total, total);
  model_->extend({as_row(part, model_->options().device()), {}}, adapter_, cache_);
  torn_ = false;
  seen_.insert(seen_.end(), part.begin(), part.end());
  tokens_run_ += static_cast<int64_t>(part.size());
}

Generated Dialogue::next(std::span<const int64_t> prompt, const GenerationSettings& settings) {
  DialogueBatch alone(*model_, adapter_);
  alone.join(*this, {prompt.begin(), prompt.end()}, settings);
  while (true) {
    for (DialogueBatch::Ending& ending : alone.step()) {
      if (ending.error) std::rethrow_exception(ending.error);
      return std::move(ending.generated);
    }
  }
}

}  // namespace qwen35
