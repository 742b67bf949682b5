// Since when each thread is at what it is at, as far as somebody looks.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "at_work.hpp"
#include "clock.hpp"

namespace flowrun::graph {

// Thread-safe. Knows the stages of one run.
class Sightings {
 public:
  explicit Sightings(const std::vector<std::unique_ptr<StageRun>>& stages) : stages_(stages) {}

  struct Unit {
    const StageRun* stage;
    std::string record;  // the beginning of its key
    Clock::time_point since;
  };
  // What threads are at now.
  std::vector<Unit> look(Clock::time_point now);
  // Grows when a look finds that a unit has begun or ended since the one before.
  [[nodiscard]] std::uint64_t changes() const;

 private:
  struct Seen {
    std::uint64_t turns = 0;
    const void* record = nullptr;
    Clock::time_point since;
  };
  [[nodiscard]] bool is_of_run(const StageRun* stage) const;

  const std::vector<std::unique_ptr<StageRun>>& stages_;
  mutable std::mutex mutex_;
  std::map<const WorkSlot*, Seen> seen_;
  std::uint64_t changes_ = 0;
};

}  // namespace flowrun::graph
