// A run as it stands at a moment, for whoever shows it while it goes on.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <graph/ledger.hpp>
#include <graph/run_report.hpp>

namespace flowrun::graph {

// What one thread works on.
struct UnitNow {
  std::string record;  // the beginning of its key; "" for a collector, and while a stage is opened or lists
  std::chrono::milliseconds time{0};  // since it was first seen there
};

struct StageNow {
  StageAccount books;
  StageReport report;       // `not_selected` until the stage ends; a level ends as a whole
  std::uint64_t known = 0;  // records that came to it or wait for it; of a source the items listed so far
  bool may_grow = false;    // more may come than are known
  bool is_over = false;     // all that was to come has been dealt with, whether or not its level has ended
  bool is_listing = false;  // a source that still lists its items
  bool is_collector = false;
  double seconds_since_unit = 0;  // the last unit that ran has ended
  std::vector<UnitNow> units;     // that are worked on, those that take longest first
  std::string resource;           // "waits for gpu, which tuned holds"; "" when no unit waits
  std::vector<std::string>
      waits_for;  // stages that are not over and whose records it takes, or whose level is below
};

// Of the selected stages, in the order of the file. May be called from any thread until the run has finished.
using Snapshot = std::function<std::vector<StageNow>()>;

}  // namespace flowrun::graph
