// Calls things later, on a thread of its own: back-off and time-outs must not park a worker.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <thread>

namespace flowrun::graph {

// Thread-safe. What is due when it is destroyed is called at once, in order, so that nothing scheduled is
// forgotten.
class Timers {
 public:
  using Clock = std::chrono::steady_clock;
  using Id = std::pair<Clock::time_point, std::uint64_t>;

  Timers() = default;
  ~Timers();
  Timers(const Timers&) = delete;
  Timers& operator=(const Timers&) = delete;

  // `call` must be quick and not throw. The thread starts with the first call.
  Id after(std::chrono::milliseconds delay, std::function<void()> call);
  // Returns when the call is taken back or over: after that it does not run any more.
  void cancel(const Id& id);
  // Makes everything that waits due now, because the run is being stopped.
  void hurry();

 private:
  void work();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<Id, std::function<void()>> calls_;
  std::uint64_t next_ = 0;
  std::uint64_t running_ = 0;  // number of the call that runs, counted from 1; 0 = none
  bool hurries_ = false;
  bool closing_ = false;
  std::thread thread_;
};

}  // namespace flowrun::graph
