#include "blocking_executor.hpp"

#include <algorithm>
#include <set>
#include <string_view>

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
    try {
      if (idle_ < queue_.size() && threads_.size() < limit_) add_thread();
    } catch (...) {
      queue_.pop_back();
      throw;
    }
  }
  changed_.notify_one();
}

// Where the system grants no further thread, those that are there do the work.
void BlockingExecutor::add_thread() {
  try {
    threads_.emplace_back([this] { work(); });
  } catch (...) {
    if (threads_.empty()) throw;
  }
}

void BlockingExecutor::give_up(std::thread::id thread) {
  const std::scoped_lock lock(mutex_);
  const auto lost = std::ranges::find(threads_, thread, &std::thread::get_id);
  lost->detach();
  threads_.erase(lost);
  if (!queue_.empty()) add_thread();
}

void BlockingExecutor::work_off() {
  std::unique_lock lock(mutex_);
  while (!queue_.empty()) {
    const auto next = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    next();
    lock.lock();
  }
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

std::vector<std::pair<std::string, std::string>> Resources::waits() const {
  const std::scoped_lock lock(mutex_);
  std::vector<std::pair<std::string, std::string>> found;
  for (const Hold* waiting : holds_) {
    if (!waiting->is_waiting_) continue;
    std::string what = "waits for";
    for (const auto& [name, amount] : waiting->needs_) {
      what += " " + name;
      std::set<std::string_view> holders;
      for (const Hold* holding : holds_) {
        const auto has_it = [&](const flow::ResourceNeed& need) { return need.resource == name; };
        if (!holding->is_waiting_ && std::ranges::any_of(holding->needs_, has_it) &&
            holders.insert(holding->stage_).second)
          what += ", which " + holding->stage_ + " holds";
      }
    }
    found.emplace_back(waiting->stage_, std::move(what));
  }
  return found;
}

std::vector<ResourceNow> Resources::now() const {
  const std::scoped_lock lock(mutex_);
  std::vector<ResourceNow> found;
  for (std::size_t index = 0; index < totals_.size(); ++index) {
    const auto& [name, total] = totals_[index];
    const auto is_it = [&name](const flow::ResourceNeed& need) { return need.resource == name; };
    const auto waits_for_it = [&is_it](const Hold* hold) {
      return hold->is_waiting_ && std::ranges::any_of(hold->needs_, is_it);
    };
    found.push_back({.resource = name,
                     .held = static_cast<std::uint64_t>(total - free_[index].second),
                     .capacity = static_cast<std::uint64_t>(total),
                     .waiting = static_cast<std::uint64_t>(std::ranges::count_if(holds_, waits_for_it))});
  }
  return found;
}

Resources::Hold::Hold(Resources& resources, const std::string& stage, std::vector<flow::ResourceNeed> needs,
                      const std::stop_token& stop)
    : resources_(resources), stage_(stage), needs_(std::move(needs)) {
  std::unique_lock lock(resources_.mutex_);
  resources_.holds_.push_back(this);
  was_stopped_ = !resources_.changed_.wait(lock, stop, [this] { return resources_.take(needs_); });
  is_waiting_ = false;  // NOLINT(cppcoreguidelines-prefer-member-initializer): it was, until here
  if (!was_stopped_) return;
  std::erase(resources_.holds_, this);
  is_over_ = true;
}

void Resources::Hold::release() {
  {
    const std::scoped_lock lock(resources_.mutex_);
    if (std::exchange(is_over_, true)) return;
    for (const auto& [name, amount] : needs_) {
      if (int* free = resources_.find(name)) *free += amount;
    }
    std::erase(resources_.holds_, this);
  }
  resources_.changed_.notify_all();
}

}  // namespace flowrun::graph
