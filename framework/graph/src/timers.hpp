// Calls things later, on a thread of its own: back-off and time-outs must not park a worker.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <thread>

#include "run_fault.hpp"

namespace flowrun::graph {

// Thread-safe. What a call throws is noted as a fault of the run. What is due when it is destroyed is called at once, in order, so that nothing scheduled is
// forgotten.
class Timers {
 public:
  using Clock = std::chrono::steady_clock;
  using Id = std::pair<Clock::time_point, std::uint64_t>;

  explicit Timers(RunFault& fault) : fault_(fault) {}
  ~Timers();
  Timers(const Timers&) = delete;
  Timers& operator=(const Timers&) = delete;

  // `call` must be quick. The thread starts with the first call. Throws if there is no memory or thread for it; then it is
  // gone.
  Id after(std::chrono::milliseconds delay, std::function<void()> call);
  // Returns when the call is taken back or over: after that it does not run any more.
  void cancel(const Id& id);
  // Makes everything that waits due now, because the run is being stopped.
  void hurry();

 private:
  void work();

  RunFault& fault_;
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
