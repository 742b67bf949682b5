// One thread runs the model for all open rollouts; each rollout asks from its own and waits.
//
//   rollout ─ sit ─► Seat ─ next(prompt) ─► ┐
//   rollout ─ sit ─► Seat ─ next(prompt) ─► ├─► DialogueBatch ─► Generated, to each its own
//   rollout ─ sit ─► waits for a seat       ┘
//
// Whoever asks joins at the next token. A seat is kept while its rollout's tools run, with the caches of its
// conversation; seats are as many as memory holds. Nobody waits for a seat while holding anything that another seat's
// rollout waits for.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <future>
#include <memory>
#include <mutex>
#include <span>
#include <stop_token>
#include <thread>
#include <vector>

#include <base/error.hpp>
#include <qwen35/dialogue_batch.hpp>

namespace agent_rollout {

// Any number of threads. Seats must not outlive it.
class BatchServer {
 public:
  struct Settings {
    std::size_t seats = 1;  // at least 1
    int threads = 2;        // of torch
  };
  // Model and adapter (null: none) must outlive it.
  BatchServer(const qwen35::Model& model, const qwen35::Adapter* adapter, const Settings& settings);
  ~BatchServer();
  BatchServer(const BatchServer&) = delete;
  BatchServer& operator=(const BatchServer&) = delete;

  // A rollout's place. One thread at a time.
  class Seat {
   public:
    explicit Seat(BatchServer& server);
    ~Seat();
    Seat(const Seat&) = delete;
    Seat& operator=(const Seat&) = delete;

    // The next turn, see qwen35::Dialogue. Waits until it has ended. The error is the model's; torch's own
    // errors are among them.
    base::Result<qwen35::Generated> next(std::span<const std::int64_t> prompt,
                                         qwen35::GenerationSettings settings);

    const qwen35::Dialogue& dialogue() const { return dialogue_; }

   private:
    BatchServer& server_;
    qwen35::Dialogue dialogue_;
  };

  // Waits until a seat is free. The error: it was stopped.
  base::Result<std::unique_ptr<Seat>> sit(const std::stop_token& stop);

 private:
  using Answer = base::Result<qwen35::Generated>;
  struct Question {
    qwen35::Dialogue* dialogue;
    std::vector<std::int64_t> prompt;
    qwen35::GenerationSettings settings;
    std::promise<Answer> answer;
  };

  void work(const std::stop_token& stop);
  void join(qwen35::DialogueBatch& batch, std::vector<Question> asked);
  void answer(const qwen35::Dialogue& dialogue, Answer with);

  const qwen35::Model& model_;
  const qwen35::Adapter* adapter_;
  const int threads_;
  std::mutex mutex_;  // of what follows
  std::condition_variable_any changed_;
  std::size_t free_;
  std::vector<Question> asked_;
  std::vector<Question> open_;  // in the batch; the model's thread alone looks at it
  std::jthread thread_;         // ends before the rest goes
};

}  // namespace agent_rollout
