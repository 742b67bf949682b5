#include "writer.hpp"

#include <exception>
#include <utility>

namespace flowrun::store {
namespace {

// A task that throws (out of memory) must not take the process down with all others unsettled.
Result<void> apply_safely(const Writer::Apply& apply, Connection& connection) {
  try {
    return apply(connection);
  } catch (const std::exception& exception) {
    return std::unexpected(Error{.kind = ErrorKind::input_output,
                                 .problem = "cannot write to the store",
                                 .why = exception.what(),
                                 .what_to_do = {}});
  }
}

}  // namespace

Writer::Writer(Connection connection) : connection_(std::move(connection)), thread_([this] { work(); }) {}

Writer::~Writer() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void Writer::post(Apply apply, Settle settle, When when) {
  {
    const std::lock_guard lock(mutex_);
    if (queue_.empty()) oldest_ = std::chrono::steady_clock::now();
    queue_.push_back({std::move(apply), std::move(settle)});
    ++posted_;
    const bool hurries = when == When::at_once || queue_.size() >= enough;
    at_once_ |= hurries;
    // The thread sleeps either until there is a first task, or until the first has waited long enough.
    if (queue_.size() > 1 && !hurries) return;
  }
  wake_.notify_one();
}

Result<void> Writer::write(Apply apply) {
  Result<void> outcome;
  post(std::move(apply), [&outcome](const Result<void>& result) { outcome = result; }, When::at_once);
  (void)flush();
  return outcome;
}

Result<void> Writer::flush() {
  std::unique_lock lock(mutex_);
  const auto ticket = posted_;
  at_once_ = true;
  wake_.notify_one();
  settled_changed_.wait(lock, [&] { return settled_ >= ticket; });
  if (error_) return std::unexpected(*error_);
  return {};
}

std::optional<Error> Writer::error() const {
  const std::lock_guard lock(mutex_);
  return error_;
}

void Writer::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
    if (queue_.empty()) return;
    wake_.wait_until(lock, oldest_ + gather, [this] { return stopping_ || at_once_; });
    auto tasks = std::exchange(queue_, {});
    at_once_ = false;
    lock.unlock();
    commit(tasks);
    // A task may own what comes back here when it is destroyed (a credit pumps its gate, which submits): not
    // under lock.
    const std::size_t count = tasks.size();
    tasks.clear();
    lock.lock();
    settled_ += count;
    settled_changed_.notify_all();
  }
}

void Writer::commit(std::vector<Task>& tasks) {
  for (std::size_t next = 0; next < tasks.size();) {
    const auto first = next;
    Result<void> outcome;
    if (const auto known = error())
      outcome = std::unexpected(*known);
    else
      outcome = transact(tasks, next);
    if (!outcome) {
      next = tasks.size();
      const std::lock_guard lock(mutex_);
      error_ = outcome.error();
    }
    for (auto i = first; i < next; ++i)
      if (tasks[i].settle) tasks[i].settle(outcome);
  }
}

Result<void> Writer::transact(std::vector<Task>& tasks, std::size_t& next) {
  const auto end = std::chrono::steady_clock::now() + gather;
  auto transaction = Transaction::begin(connection_);
  if (!transaction) return std::unexpected(std::move(transaction.error()));
  do {
    if (auto done = apply_safely(tasks[next].apply, connection_); !done) return done;
    ++next;
  } while (next < tasks.size() && std::chrono::steady_clock::now() < end);
  return transaction->commit();
}

}  // namespace flowrun::store
