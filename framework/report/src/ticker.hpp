// Calls something from time to time, on a thread of its own, as long as it lives.
#pragma once

#include <chrono>
#include <condition_variable>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>

namespace flowrun::report {

class Ticker {
 public:
  // Ends with the first call that throws: whoever writes next finds the same error, and tells it.
  Ticker(std::chrono::milliseconds pause, std::function<void()> tick)
      : pause_(pause), tick_(std::move(tick)), thread_([this] { work(); }) {}
  // No call is under way any more.
  ~Ticker() {
    {
      const std::scoped_lock lock(mutex_);
      is_closing_ = true;
    }
    closing_.notify_all();
    thread_.join();
  }
  Ticker(const Ticker&) = delete;
  Ticker& operator=(const Ticker&) = delete;

 private:
  void work() noexcept {
    try {
      std::unique_lock lock(mutex_);
      while (!closing_.wait_for(lock, pause_, [this] { return is_closing_; })) {
        lock.unlock();
        tick_();
        lock.lock();
      }
    } catch (const std::exception&) {
    }
  }

  const std::chrono::milliseconds pause_;
  const std::function<void()> tick_;
  std::mutex mutex_;
  std::condition_variable closing_;
  bool is_closing_ = false;
  std::thread thread_;
};

}  // namespace flowrun::report
