// Own threads for stages that wait (processes, network, a GPU), so that they never occupy a TBB worker.
//
// One executor serves one stage of one level: at most `threads` units at once, the rest wait in a queue that
// the stage's credits bound. The destructor finishes what was submitted.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include <flow/description.hpp>

namespace flowrun::graph {

class BlockingExecutor {
 public:
  explicit BlockingExecutor(std::size_t threads);
  ~BlockingExecutor();
  BlockingExecutor(const BlockingExecutor&) = delete;
  BlockingExecutor& operator=(const BlockingExecutor&) = delete;

  void submit(std::function<void()> work);  // thread-safe; `work` must not throw

 private:
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
// works.
class Resources {
 public:
  explicit Resources(std::vector<std::pair<std::string, int>> totals) : free_(std::move(totals)) {}

  class Hold {
   public:
    Hold(Resources& resources, const std::vector<flow::ResourceNeed>& needs);
    ~Hold();
    Hold(const Hold&) = delete;
    Hold& operator=(const Hold&) = delete;

   private:
    Resources& resources_;
    const std::vector<flow::ResourceNeed>& needs_;
  };

 private:
  // Takes all needs at once or none, so that two stages never wait for each other.
  bool take(const std::vector<flow::ResourceNeed>& needs);
  int* find(const std::string& name);

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::pair<std::string, int>> free_;
};

}  // namespace flowrun::graph
