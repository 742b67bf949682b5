// A run as it stands at a moment, for whoever shows it while it goes on.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
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

// What a gate has let in, and what it may have let in at once.
struct GateNow {
  std::uint64_t records = 0, most_records = 0;
  std::uint64_t bytes = 0, most_bytes = 0;  // a record larger than `most_bytes` passes alone
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
  std::optional<GateNow> input_gate, output_gate;  // while its level runs, where it has them
};

// One of `resources` of the pipeline file.
struct ResourceNow {
  std::string resource;
  std::uint64_t held = 0, capacity = 0;
  std::uint64_t waiting = 0;  // units that wait for it
};

struct RunNow {
  std::vector<StageNow> stages;        // that are selected, in the order of the file
  std::vector<ResourceNow> resources;  // in the order of the file
};

// May be called from any thread until the run has finished.
using Snapshot = std::function<RunNow()>;

}  // namespace flowrun::graph
