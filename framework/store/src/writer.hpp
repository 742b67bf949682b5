// The one thread that writes to the database.
//
//   post() ──> queue ──> [ BEGIN  apply  apply  apply ... COMMIT ] ──> settle, settle, settle ...
//
// Tasks are applied in the order of their arrival, as many to a transaction as have gathered, and each is
// settled exactly once. The first error is final: its transaction is rolled back, and this and every later
// task is settled with it, because whoever continued after a lost write would build on a hole.
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

#include "sqlite.hpp"
#include "store/error.hpp"

namespace flowrun::store {

class Writer {
 public:
  enum class When { soon, at_once };
  using Apply = std::function<Result<void>(Connection&)>;
  using Settle = std::function<void(const Result<void>&)>;

  // How long a task waits for company. A submitted unit holds on to its credits until it is durable, so this
  // bounds the pace of the whole graph; and the store promises 100 ms at most.
  static constexpr std::chrono::milliseconds gather{10};
  // So many tasks are company enough: they are committed without further waiting.
  static constexpr std::size_t enough = 16;

  explicit Writer(Connection connection);
  ~Writer();  // writes what is queued
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  void post(Apply apply, Settle settle, When when);
  Result<void> write(Apply apply);  // posts at once and waits
  Result<void> flush();             // waits for everything posted so far
  [[nodiscard]] std::optional<Error> error() const;

 private:
  struct Task {
    Apply apply;
    Settle settle;  // may be empty
  };

  void work();
  void commit(std::vector<Task>& tasks);
  // Applies tasks from `next` on in one transaction, until it has lasted long enough.
  Result<void> transact(std::vector<Task>& tasks, std::size_t& next);

  Connection connection_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::condition_variable settled_changed_;
  std::vector<Task> queue_;
  std::chrono::steady_clock::time_point oldest_;  // arrival of the first task in the queue
  bool at_once_ = false;
  bool stopping_ = false;
  std::uint64_t posted_ = 0;
  std::uint64_t settled_ = 0;
  std::optional<Error> error_;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace flowrun::store
