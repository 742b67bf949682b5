#include "blocking_executor.hpp"

#include <algorithm>

namespace flowrun::graph {

BlockingExecutor::BlockingExecutor(std::size_t threads) : limit_(std::max<std::size_t>(threads, 1)) {}

BlockingExecutor::~BlockingExecutor() {
  {
    const std::scoped_lock lock(mutex_);
    closing_ = true;
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void BlockingExecutor::submit(std::function<void()> work) {
  {
    const std::scoped_lock lock(mutex_);
    queue_.push_back(std::move(work));
    if (idle_ < queue_.size() && threads_.size() < limit_) threads_.emplace_back([this] { this->work(); });
  }
  changed_.notify_one();
}

void BlockingExecutor::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    ++idle_;
    changed_.wait(lock, [this] { return closing_ || !queue_.empty(); });
    --idle_;
    if (queue_.empty()) return;
    const auto next = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    next();
    lock.lock();
  }
}

int* Resources::find(const std::string& name) {
  const auto found = std::ranges::find(free_, name, &std::pair<std::string, int>::first);
  return found == free_.end() ? nullptr : &found->second;
}

bool Resources::take(const std::vector<flow::ResourceNeed>& needs) {
  // A resource that the file does not bound is unlimited.
  for (const auto& [name, amount] : needs) {
    if (const int* free = find(name); free && *free < amount) return false;
  }
  for (const auto& [name, amount] : needs) {
    if (int* free = find(name)) *free -= amount;
  }
  return true;
}

Resources::Hold::Hold(Resources& resources, const std::vector<flow::ResourceNeed>& needs)
    : resources_(resources), needs_(needs) {
  std::unique_lock lock(resources_.mutex_);
  resources_.changed_.wait(lock, [this] { return resources_.take(needs_); });
}

Resources::Hold::~Hold() {
  {
    const std::scoped_lock lock(resources_.mutex_);
    for (const auto& [name, amount] : needs_) {
      if (int* free = resources_.find(name)) *free += amount;
    }
  }
  resources_.changed_.notify_all();
}

}  // namespace flowrun::graph
