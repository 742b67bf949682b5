// Two clocks of the same time.
#pragma once

#include <chrono>
#include <ctime>

namespace flowrun::graph {

using Clock = std::chrono::steady_clock;

// The same time a few milliseconds late, for a fifth of the cost. Summed over many short spans it is right on average,
// since a span is as likely to contain a tick as it is long.
inline Clock::time_point coarse_now() {
  std::timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
  return Clock::time_point(std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec));
}

}  // namespace flowrun::graph
