// Own threads for stages that wait (processes, network, a GPU), so that they never occupy a TBB worker.
//
// One executor serves one stage of one level: at most `threads` units at once, the rest wait in a queue that
// the stage's credits bound. The destructor finishes what was submitted.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <flow/description.hpp>
#include <graph/run_now.hpp>

namespace flowrun::graph {

class BlockingExecutor {
 public:
  explicit BlockingExecutor(std::size_t threads);
  ~BlockingExecutor();
  BlockingExecutor(const BlockingExecutor&) = delete;
  BlockingExecutor& operator=(const BlockingExecutor&) = delete;

  // Thread-safe. `work` must not throw. Throws if there is no memory, or no thread at all, for it; then it is gone.
  void submit(std::function<void()> work);
  // One of its threads will not come back: another may take its place. Throws if the system grants none and there is no
  // other; then call work_off(). Thread-safe.
  void give_up(std::thread::id thread);
  // Does all that waits on the calling thread.
  void work_off();

 private:
  void add_thread();
  void work();

  const std::size_t limit_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> queue_;
  std::size_t idle_ = 0;
  bool closing_ = false;
  std::vector<std::thread> threads_;  // started when needed
};

// Amounts of the named resources of the pipeline file. A blocking unit holds what its stage needs while it
// works, or what it asks for in between.
class Resources {
 public:
  explicit Resources(std::vector<std::pair<std::string, int>> totals)
      : totals_(std::move(totals)), free_(totals_) {}

  // Stages whose units wait, each with what it waits for and who holds that, as text. Thread-safe.
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> waits() const;
  // Thread-safe.
  [[nodiscard]] std::vector<ResourceNow> now() const;

  class Hold {
   public:
    // For a unit of `stage`; waits until it has all of `needs`, or is to stop.
    Hold(Resources& resources, const std::string& stage, std::vector<flow::ResourceNeed> needs,
         const std::stop_token& stop = {});
    ~Hold() { release(); }
    Hold(const Hold&) = delete;
    Hold& operator=(const Hold&) = delete;

    // Gives back what it has, once. Thread-safe.
    void release();
    [[nodiscard]] bool has_all() const { return !was_stopped_; }
    [[nodiscard]] const std::vector<flow::ResourceNeed>& needs() const { return needs_; }

   private:
    friend class Resources;
    Resources& resources_;
    const std::string& stage_;
    const std::vector<flow::ResourceNeed> needs_;
    bool is_waiting_ = true;
    bool was_stopped_ = false;
    bool is_over_ = false;
  };

 private:
  // Takes all needs at once or none, so that two stages never wait for each other.
  bool take(const std::vector<flow::ResourceNeed>& needs);
  int* find(const std::string& name);

  const std::vector<std::pair<std::string, int>> totals_;
  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  std::vector<std::pair<std::string, int>> free_;  // in the order of `totals_`
  std::vector<const Hold*> holds_;                 // that there are, waiting or not
};

}  // namespace flowrun::graph
