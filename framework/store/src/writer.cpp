#include "writer.hpp"

#include <algorithm>
#include <exception>
#include <utility>

namespace flowrun::store {
namespace {

// What throws (out of memory) must not take the process down with all others unsettled.
template <class Call>
Result<void> safely(Call&& call) {
  try {
    return call();
  } catch (const std::exception& exception) {
    return std::unexpected(Error{.kind = ErrorKind::input_output,
                                 .problem = "cannot write to the store",
                                 .why = exception.what(),
                                 .what_to_do = {}});
  }
}

}  // namespace

Writer::Writer(Connection connection, Archive& archive)
    : connection_(std::move(connection)), archive_(archive), thread_([this] { work(); }) {}

Writer::~Writer() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void Writer::post(Task task, When when) {
  {
    const std::lock_guard lock(mutex_);
    if (queue_.empty()) oldest_ = std::chrono::steady_clock::now();
    queued_bytes_ += task.bytes;
    queue_.push_back(std::move(task));
    ++posted_;
    const bool hurries = when == When::at_once || queued_bytes_ >= most_bytes;
    const bool is_first_to_hurry = hurries && !at_once_;
    at_once_ |= hurries;
    // A thread that is busy or gathers looks again by itself.
    if (!std::exchange(is_idle_, false) && !is_first_to_hurry) return;
  }
  wake_.notify_one();
}

Result<void> Writer::write(Apply apply) {
  Result<void> outcome;
  post({.apply = std::move(apply), .settle = [&outcome](const Result<void>& result) { outcome = result; }},
       When::at_once);
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
    is_idle_ = queue_.empty();
    wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
    if (queue_.empty()) return;
    gather(lock);
    auto tasks = std::exchange(queue_, {});
    queued_bytes_ = 0;
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

void Writer::gather(std::unique_lock<std::mutex>& lock) {
  const auto end = oldest_ + most_wait;
  for (auto now = std::chrono::steady_clock::now(); now < end; now = std::chrono::steady_clock::now()) {
    const auto known = posted_;
    const auto until = std::min<std::chrono::steady_clock::time_point>(end, now + pause);
    if (wake_.wait_until(lock, until, [this] { return stopping_ || at_once_; }) || posted_ == known) return;
  }
}

void Writer::commit(std::vector<Task>& tasks) {
  for (std::size_t next = 0; next < tasks.size();) {
    const auto first = next;
    Result<void> outcome;
    if (const auto known = error())
      outcome = std::unexpected(*known);
    else
      outcome = safely([&] { return transact(tasks, next); });
    if (!outcome) {
      next = tasks.size();
      fail(outcome.error());
    }
    for (auto i = first; i < next; ++i) {
      const auto told = safely([&] {
        if (tasks[i].settle) tasks[i].settle(outcome);
        return Result<void>();
      });
      if (!told) fail(told.error());
    }
  }
}

void Writer::fail(const Error& error) {
  const std::lock_guard lock(mutex_);
  if (!error_) error_ = error;
}

Result<void> Writer::transact(std::vector<Task>& tasks, std::size_t& next) {
  const auto end = std::chrono::steady_clock::now() + most_wait;
  auto transaction = Transaction::begin(connection_);
  if (!transaction) return std::unexpected(std::move(transaction.error()));
  do {
    if (auto done = safely([&] { return tasks[next].apply(connection_); }); !done) return done;
    ++next;
  } while (next < tasks.size() && archive_.added() < most_bytes && std::chrono::steady_clock::now() < end);
  if (auto done = archive_.finish(connection_); !done) return done;
  if (auto committed = transaction->commit(); !committed) return committed;
  archive_.publish();
  return {};
}

}  // namespace flowrun::store
