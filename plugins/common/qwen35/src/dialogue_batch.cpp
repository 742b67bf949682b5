#include "qwen35/dialogue_batch.hpp"

#include <algorithm>
#include <utility>

#include <c10/core/GradMode.h>

#include "norms.hpp"
#include "sampling.hpp"

namespace qwen35 {

struct DialogueBatch::Row {
  Dialogue* dialogue;
  std::vector<int64_t> prompt;
  GenerationSettings settings;
  Sampler sampler;
  Generated generated;
  bool has_ended = false;

  bool is_cancelled() const { return settings.cancelled && settings.cancelled(); }
  bool is_full() const { return std::ssize(generated.tokens) >= settings.max_new_tokens; }
  int64_t next_id() const { return generated.tokens.empty() ? prompt.back() : generated.tokens.back(); }
  int64_t longest() const { return std::ssize(prompt) + std::max<int64_t>(settings.max_new_tokens, 0); }
};

DialogueBatch::DialogueBatch(const Model& model, const Adapter* adapter) : model_(model), adapter_(adapter) {}
DialogueBatch::~DialogueBatch() = default;

void DialogueBatch::join(Dialogue& dialogue, std::vector<int64_t> prompt, GenerationSettings settings) {
  TORCH_CHECK(!prompt.empty(), "a prompt needs at least one token");
  dialogue.go_back(prompt);
  Sampler sampler(settings.sampling, 0);
  reading_.push_back(
      std::make_unique<Row>(&dialogue, std::move(prompt), std::move(settings), sampler, Generated{}));
}

std::vector<DialogueBatch::Ending> DialogueBatch::step() {
  const at::NoGradGuard no_gradients;
  read();
  write();
  return std::exchange(ended_, {});
}

void DialogueBatch::end(Row& row, Ended how) {
  row.has_ended = true;
  row.generated.ended = how;
  ended_.push_back({.dialogue = row.dialogue, .generated = std::move(row.generated), .error = {}});
}

void DialogueBatch::end(Row& row, std::exception_ptr error) {
  row.has_ended = true;
  ended_.push_back({.dialogue = row.dialogue, .generated = {}, .error = std::move(error)});
}

// One piece at most, so that those that write go on meanwhile.
void DialogueBatch::read() {
  for (bool has_run = false; !reading_.empty(); reading_.pop_front()) {
    Row& row = *reading_.front();
    Dialogue& dialogue = *row.dialogue;
    try {
      while (dialogue.has_pieces(row.prompt)) {
        if (has_run) return;
        if (row.is_cancelled()) {
          end(row, Ended::cancelled);
          break;
        }
        dialogue.run_piece(row.prompt);
        has_run = true;
      }
      if (row.has_ended) continue;
      dialogue.set_mark();
      divide();
      writing_.push_back(std::move(reading_.front()));
    } catch (...) {
      end(row, std::current_exception());
    }
  }
}

void DialogueBatch::write() {
  try {
    for (const auto& row : writing_) {
      if (row->is_full()) {
        end(*row, Ended::length);
      } else if (row->is_cancelled()) {
        end(*row, Ended::cancelled);
      }
    }
    let_go();
    if (!writing_.empty()) write_tokens();
    let_go();
  } catch (...) {
    for (const auto& row : writing_) {
      row->dialogue->torn_ = true;
      if (!row->has_ended) end(*row, std::current_exception());
    }
    caches_ = {};
    writing_.clear();
  }
}

void DialogueBatch::write_tokens() {
  std::vector<int64_t> fed;
  std::vector<Sampler*> samplers;
  for (const auto& row : writing_) {
    Cache& cache = row->dialogue->cache_;
    reserve(cache, cache.length + 1, row->longest());
    fed.push_back(row->next_id());
    samplers.push_back(&row->sampler);
  }
  if (caches_.rows.empty()) unite();
  const at::Tensor ids = at::tensor(fed, at::kLong).unsqueeze(1).to(model_.options().device());
  const at::Tensor x = model_.extend_rows(ids, adapter_, caches_);
  const Choices choices = choose_tokens(model_.logits(model_.final_norm(x.select(1, 0))), samplers);
  for (size_t i = 0; i < writing_.size(); ++i) {
    Row& row = *writing_[i];
    const int64_t id = choices.ids[i];
    row.dialogue->seen_.push_back(fed[i]);
    ++row.dialogue->tokens_run_;
    row.generated.tokens.push_back(id);
    row.generated.log_probabilities.push_back(choices.log_probabilities[i]);
    if (std::ranges::find(row.settings.stop_ids, id) != row.settings.stop_ids.end()) {
      end(row, Ended::stop_id);
    } else if (row.is_full()) {
      end(row, Ended::length);
    }
  }
}

void DialogueBatch::let_go() {
  if (std::ranges::none_of(writing_, [](const auto& row) { return row->has_ended; })) return;
  divide();
  std::erase_if(writing_, [](const auto& row) { return row->has_ended; });
}

// Gives each row what is its own of the tensors of all. One that leaves must not keep those of the others.
void DialogueBatch::divide() {
  for (size_t i = 0; i < caches_.together.size(); ++i) {
    if (!caches_.together[i].state.defined()) continue;
    for (size_t r = 0; r < writing_.size(); ++r) {
      const auto part = [&](const at::Tensor& all) {
        const at::Tensor own = all.narrow(0, static_cast<int64_t>(r), 1);
        return writing_[r]->has_ended ? own.clone() : own;
      };
      LayerCache& own = writing_[r]->dialogue->cache_.layers[i];
      own.state = part(caches_.together[i].state);
      own.convolution = part(caches_.together[i].convolution);
    }
  }
  caches_ = {};
}

void DialogueBatch::unite() {
  const ModelConfig& config = model_.config();
  RowCaches caches{.rows = {}, .together = std::vector<LayerCache>(config.layers.size())};
  for (const auto& row : writing_) {
    caches.rows.push_back(&row->dialogue->cache_);
    caches.rows.back()->layers.resize(config.layers.size());
  }
  for (size_t i = 0; i < config.layers.size(); ++i) {
    if (config.layers[i] != LayerKind::linear_attention) continue;
    const auto stacked = [&](at::Tensor LayerCache::*member, const auto& first) {
      std::vector<at::Tensor> parts;
      for (Cache* cache : caches.rows) {
        at::Tensor own = std::exchange(cache->layers[i].*member, at::Tensor());
        parts.push_back(own.defined() ? std::move(own) : first());
      }
      return at::cat(parts);
    };
    LayerCache& all = caches.together[i];
    all.convolution = stacked(&LayerCache::convolution, [&] {
      return at::zeros({1, config.conv_kernel - 1, config.conv_channels()}, model_.options());
    });
    all.state = stacked(&LayerCache::state, [&] {
      return at::zeros({1, config.linear_value_heads, config.linear_key_dim, config.linear_value_dim},
                       wide(model_.options()));
    });
  }
  caches_ = std::move(caches);
}

}  // namespace qwen35
