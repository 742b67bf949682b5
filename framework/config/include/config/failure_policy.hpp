// What a pipeline file says about failures and rejects of a stage: how many it may have, and how often a unit is tried
// again.
#pragma once

#include <chrono>
#include <cstdint>

namespace flowrun::config {

// Failed, or rejected, records that a stage may have before what follows it is held.
struct Tolerance {
  double amount = 0;  // records, or percent: 0 to 100
  bool is_percent = false;

  // `count` of `all`.
  [[nodiscard]] bool is_exceeded_by(std::uint64_t count, std::uint64_t all) const {
    return static_cast<double>(count) > (is_percent ? amount / 100 * static_cast<double>(all) : amount);
  }
};

// Further attempts at a unit that failed; the wait doubles from one to the next.
struct Retry {
  int times = 0;                            // further attempts after the first one
  std::chrono::milliseconds backoff{1000};  // wait before the first of them
};

}  // namespace flowrun::config
