#include "timers.hpp"

namespace flowrun::graph {

Timers::~Timers() {
  {
    const std::scoped_lock lock(mutex_);
    closing_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

Timers::Id Timers::after(std::chrono::milliseconds delay, std::function<void()> call) {
  Id id;
  {
    const std::scoped_lock lock(mutex_);
    if (!thread_.joinable()) thread_ = std::thread([this] { work(); });
    id = {Clock::now() + delay, ++next_};
    calls_.emplace(id, std::move(call));
  }
  changed_.notify_all();
  return id;
}

void Timers::cancel(const Id& id) {
  std::unique_lock lock(mutex_);
  calls_.erase(id);
  changed_.wait(lock, [&] { return running_ != id.second; });
}

void Timers::hurry() {
  {
    const std::scoped_lock lock(mutex_);
    hurries_ = true;
  }
  changed_.notify_all();
}

void Timers::work() {
  std::unique_lock lock(mutex_);
  while (!closing_ || !calls_.empty()) {
    if (calls_.empty()) {
      changed_.wait(lock);
      continue;
    }
    const auto due = calls_.begin()->first.first;
    if (!closing_ && !hurries_ && Clock::now() < due) {
      changed_.wait_until(lock, due);
      continue;
    }
    auto call = std::move(calls_.begin()->second);
    running_ = calls_.begin()->first.second;
    calls_.erase(calls_.begin());
    lock.unlock();
    try {
      call();
    } catch (...) {
      fault_.note_exception("a timer went off");
    }
    call = nullptr;
    lock.lock();
    running_ = 0;
    changed_.notify_all();
  }
}

}  // namespace flowrun::graph
