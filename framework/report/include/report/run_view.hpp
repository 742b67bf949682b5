// A run as it stands at a moment, with all that is to be shown of it: data that whoever draws it may look at in any form.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <graph/run_now.hpp>

namespace flowrun::report {

// How far a unit said it is.
struct UnitProgress {
  std::uint64_t done = 0, total = 0;  // total 0: unknown
  std::string unit;                   // as flow::Context::progress has it
  double seconds_each = 0;            // measured between what it said; 0: not known yet
  double seconds_since = 0;           // it said so
};

struct UnitView {
  std::string record;  // "" for a collector, and while a stage is opened or lists
  double seconds = 0;  // that it has been worked on
  std::optional<UnitProgress> progress;
};

struct StageView {
  graph::StageNow now;          // without `units`
  std::vector<UnitView> units;  // those that take longest first
  std::optional<double> usual;  // seconds that a unit took in an earlier run
  std::uint64_t ended = 0;      // of now.known
};

struct RunView {
  double seconds = 0;  // since the run began
  bool is_stopping = false;
  std::vector<StageView> stages;  // in the order of the file
};

// Seconds until all that is known of the stage is done, or its one unit that is under way; measured in this run, or if it
// has done none yet in earlier ones. None where that is not known or has passed.
std::optional<double> seconds_left(const StageView& stage);

// "training step 12 of 23, loss 1.34"; of one of several units "serde@1a2b: building and testing"; of one that says nothing
// its record. Printable, one line.
std::string doing(const StageView& stage, const UnitView& unit);

// What a run shows while it goes on: its counters, and what its units say. Thread-safe.
class RunWatcher {
 public:
  // `usual` is what a unit of a stage took in an earlier run, in seconds.
  explicit RunWatcher(std::map<std::string, double> usual = {}) : usual_(std::move(usual)) {}

  void begin(graph::Snapshot snapshot);
  // After that there is nothing to look at.
  void end();
  void unit_progressed(const std::string& stage, const std::string& record, std::uint64_t done,
                       std::uint64_t total, std::string_view unit);
  [[nodiscard]] RunView view();

 private:
  using Clock = std::chrono::steady_clock;
  struct Said {
    std::uint64_t done = 0, total = 0, first_done = 0;
    std::string unit;
    Clock::time_point first, last;
  };
  using Key = std::pair<std::string, std::string>;  // stage and record
  [[nodiscard]] std::optional<UnitProgress> progress_of(const Key& key, Clock::time_point now) const;

  const std::map<std::string, double> usual_;
  std::mutex mutex_;  // of what follows
  graph::Snapshot snapshot_;
  Clock::time_point begin_ = Clock::now();
  std::map<Key, Said> said_;  // of units that are under way
};

}  // namespace flowrun::report
