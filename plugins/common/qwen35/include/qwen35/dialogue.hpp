// Generation turn by turn: one sequence whose caches are kept between turns.
//
//   turn 1   prompt ───────────────────► tokens
//   turn 2   prompt + tokens + results ► tokens      only what is new is run
//
// The delta rule's state cannot go back, so a turn continues from one of two places: the end of what was
// seen, or, where the new prompt holds other tokens than were generated (a text that renders differently),
// the end of the last prompt. From neither, it starts anew. The tokens are those of a full run, but for
// rounding.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "qwen35/generation.hpp"

namespace qwen35 {

// One thread at a time. Model and adapter (null: none) must outlive it, and any number of dialogues may share them.
class Dialogue {
 public:
  Dialogue(const Model& model, const Adapter* adapter) : model_(&model), adapter_(adapter) {}

  // Continues the prompt (at least one id) alone: a DialogueBatch with this row only.
  Generated next(std::span<const int64_t> prompt, const GenerationSettings& settings);

  // The ids in the cache: the last prompt and what was generated, but for the last token.
  const std::vector<int64_t>& seen() const { return seen_; }

  // Tokens that the model has computed since the start, by all turns.
  int64_t tokens_run() const { return tokens_run_; }

 private:
  friend class DialogueBatch;

  // What it takes to go back to an earlier length: keys and values are only appended.
  struct Mark {
    int64_t length = 0;
    std::vector<LayerCache> layers;  // without keys and values
  };

  // The steps of a turn. Goes to the place from which the prompt is continued; runs the next piece of what is
  // new but its last token, which the first step of generation feeds; remembers the place.
  void go_back(std::span<const int64_t> prompt);
  bool has_pieces(std::span<const int64_t> prompt) const { return seen_.size() + 1 < prompt.size(); }
  void run_piece(std::span<const int64_t> prompt);
  void set_mark();

  const Model* model_;
  const Adapter* adapter_;
  Cache cache_;
  std::vector<int64_t> seen_;
  bool torn_ = false;  // a throw left the cache half done
  Mark mark_;          // before the last token of the last prompt, so that the same prompt can come again
  int64_t tokens_run_ = 0;
};

}  // namespace qwen35
