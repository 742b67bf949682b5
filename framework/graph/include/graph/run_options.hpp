// What may be asked of a run, beside the plan.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include <graph/events.hpp>
#include <graph/spans.hpp>
#include <store/folder_digest.hpp>

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
  std::optional<std::string> from;  // run this stage and all that depends on it, on its stored inputs; with
                                    // `to` only what lies between
  bool stale_ok = false;  // `only` and `from` take stored inputs that are out of date, with a warning
  std::optional<std::size_t> limit;           // so many items of each source at most
  std::map<std::string, std::size_t> limits;  // the same of one source, by its stage; goes before `limit`
  bool rebuilt = false;            // what another build of a plugin made is not taken from the store
  bool fail_fast = false;          // the first unit that fails stops the run; nothing is published then
  std::vector<std::string> force;  // stages that take nothing from the store
  std::vector<std::string> retry;  // stages that try again what failed or was rejected before
  bool retry_all = false;          // all do
  store::FileMemory* file_memory = nullptr;  // digests of files seen before; none: the store's
  std::string asked;                         // what was set on the command line, for store::RunStart::options
  std::filesystem::path out;                 // results go to out/<publish name>
  std::stop_token stop;
  std::vector<Observer*> observers;
  Spans* spans = nullptr;  // where threads note what they do when; none: nothing is timed for it
  Patience patience;
  DryRun* dry = nullptr;  // where it is noted what would be done, in place of doing it (dry_run.hpp)

  [[nodiscard]] bool forces(const std::string& stage) const { return names(force, stage); }
  [[nodiscard]] bool retries(const std::string& stage) const { return retry_all || names(retry, stage); }
  // How many items the source `stage` may list.
  [[nodiscard]] std::size_t limit_of(const std::string& stage) const {
    const auto own = limits.find(stage);
    if (own != limits.end()) return own->second;
    return limit.value_or(std::numeric_limits<std::size_t>::max());
  }

 private:
  static bool names(const std::vector<std::string>& stages, const std::string& stage) {
    return std::ranges::find(stages, stage) != stages.end();
  }
};

}  // namespace flowrun::graph
