// The one thread that writes to the database and the archive.
//
//   post() ──> queue ──> [ BEGIN  apply  apply  apply ... finish COMMIT ] ──> publish, settle, settle, settle ...
//
// Tasks are applied in the order of their arrival and each is settled exactly once. A transaction closes after 4 MB or
// 50 ms; until then tasks gather while the thread is busy, and as long as more keep coming. The first error is final:
// its transaction is rolled back, and this and every later task is settled with it, because whoever continued after a
// lost write would build on a hole. What a task or its `settle` throws is such an error.
// All functions may be called from any thread; write() and flush() not from the writer thread itself.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "archive.hpp"
#include "sqlite.hpp"
#include "store/error.hpp"

namespace flowrun::store {

class Writer {
 public:
  enum class When { soon, at_once };
  using Apply = std::function<Result<void>(Connection&)>;
  using Settle = std::function<void(const Result<void>&)>;

  struct Task {
    Apply apply;
    Settle settle = nullptr;
    std::size_t bytes = 0;  // that it will write, roughly
  };

  static constexpr std::size_t most_bytes = 4 << 20;
  // How long a task waits for company and how long a transaction takes: the store promises 100 ms for both.
  static constexpr std::chrono::milliseconds most_wait{50};
  // When nothing came for so long, what is there is committed: a graph that has handed out all its credits waits for
  // them to become durable, and nothing more would come.
  static constexpr std::chrono::milliseconds pause{1};

  // The archive must outlive it.
  Writer(Connection connection, Archive& archive);
  ~Writer();  // writes what is queued
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  void post(Task task, When when);
  Result<void> write(Apply apply);  // posts at once and waits
  Result<void> flush();             // waits for everything posted so far
  [[nodiscard]] std::optional<Error> error() const;

 private:
  void work();
  void gather(std::unique_lock<std::mutex>& lock);
  void commit(std::vector<Task>& tasks);
  void fail(const Error& error);  // unless another was first
  // Applies tasks from `next` on in one transaction, until it is large enough or has lasted long enough.
  Result<void> transact(std::vector<Task>& tasks, std::size_t& next);

  Connection connection_;
  Archive& archive_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable settled_changed_;
  std::vector<Task> queue_;
  std::size_t queued_bytes_ = 0;
  std::chrono::steady_clock::time_point oldest_;  // arrival of the first task in the queue
  bool is_idle_ = false;                          // waits for a first task
  bool at_once_ = false;
  bool stopping_ = false;
  std::uint64_t posted_ = 0;
  std::uint64_t settled_ = 0;
  std::optional<Error> error_;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace flowrun::store
