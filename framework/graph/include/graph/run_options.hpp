// What may be asked of a run, beside the plan.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include <graph/events.hpp>

namespace flowrun::graph {

// How long is waited for what does not end.
struct Patience {
  std::chrono::milliseconds progress{60'000};  // until `stalled` is told, and between two such
  std::chrono::milliseconds stop{
      10'000};  // for what is in flight when the run is to stop, until `overdue` is told
  std::chrono::milliseconds timeout{10'000};  // for a unit whose `timeout` is over, until it is given up
};

class DryRun;

struct RunOptions {
  std::size_t jobs = 0;       // TBB workers; 0 = what the machine and its cgroup allow
  std::size_t window = 4096;  // source items open at once
  std::size_t memory = 0;  // bytes that records may take while they are under way; 0 = half of the machine's
  std::uint64_t seed = 0;
  std::optional<std::string> only;  // run this stage alone, on the inputs of its last run
  std::optional<std::string> to;    // run what this stage needs, and it
  std::vector<std::string> force;   // stages that take nothing from the store
  std::vector<std::string> retry;   // stages that try again what failed or was rejected before
  bool retry_all = false;           // all do
  std::string asked;                // what was set on the command line, for store::RunStart::options
  std::filesystem::path out;        // results go to out/<publish name>
  std::stop_token stop;
  std::vector<Observer*> observers;
  Patience patience;
  DryRun* dry = nullptr;  // where it is noted what would be done, in place of doing it (dry_run.hpp)
};

}  // namespace flowrun::graph
