// What a pipeline file says about failures of a stage: how many it may have, and how often a unit is tried again.
#pragma once

#include <chrono>

namespace flowrun::config {

// Failed records that a stage may have before what follows it is held.
struct Tolerance {
  double amount = 0;        // records, or percent of the records that reached the stage: 0 to 100
  bool is_percent = false;  // of what the stage received
};

// Further attempts at a unit that failed; the wait doubles from one to the next.
struct Retry {
  int times = 0;                            // further attempts after the first one
  std::chrono::milliseconds backoff{1000};  // wait before the first of them
};

}  // namespace flowrun::config
