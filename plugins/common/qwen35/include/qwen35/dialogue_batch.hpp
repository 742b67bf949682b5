// Dialogues that generate together: a step gives every open row its next token.
//
//   join ─► reading ── a piece of one prompt a step ──► writing ── a token of each row a step ──► ended
//           (oldest first, alone)                       (all rows in one call of the model)
//
// The weights are read once for all rows, which is what a token costs. Rows come and go between steps: what
// they keep of their tokens is theirs, and waits in the Dialogue for the next turn. A row's tokens do not
// depend on the others but for rounding, since a product of several rows adds up in another order than that of
// one: they are those of the row alone as long as the likeliest token is ahead of the next by more than that.
#pragma once

#include <cstdint>
#include <deque>
#include <exception>
#include <memory>
#include <vector>

#include "qwen35/dialogue.hpp"

namespace qwen35 {

// One thread.
class DialogueBatch {
 public:
  // They must outlive it, and be those of the dialogues that join.
  DialogueBatch(const Model& model, const Adapter* adapter);
  ~DialogueBatch();
  DialogueBatch(const DialogueBatch&) = delete;
  DialogueBatch& operator=(const DialogueBatch&) = delete;

  // Begins the dialogue's next turn, which continues the prompt (at least one id). The dialogue is the batch's
  // until the turn has ended, and is in no other turn. Prompts are run in pieces, so that what is needed beside the
  // cache does not grow with them; `settings.cancelled` is asked before each piece and each token.
  void join(Dialogue& dialogue, std::vector<int64_t> prompt, GenerationSettings settings);

  struct Ending {
    Dialogue* dialogue = nullptr;
    Generated generated;
    std::exception_ptr error;  // of the model, such as memory that is used up; then nothing was generated
  };

  // The turns that have ended with this step. An error in a prompt ends that turn alone, one of a step all that
  // are writing; their dialogues begin anew.
  std::vector<Ending> step();

  // Turns that have not ended.
  size_t size() const { return reading_.size() + writing_.size(); }

 private:
  struct Row;

  void read();
  void write();
  void write_tokens();
  void let_go();
  void end(Row& row, Ended how);
  void end(Row& row, std::exception_ptr error);
  void divide();
  void unite();

  const Model& model_;
  const Adapter* adapter_;
  std::deque<std::unique_ptr<Row>> reading_;
  std::vector<std::unique_ptr<Row>> writing_;
  RowCaches caches_;  // of those in `writing_`, in their order; empty where it must be put together anew
  std::vector<Ending> ended_;
};

}  // namespace qwen35
