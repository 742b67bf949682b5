// Runs a plan.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include <base/enum_names.hpp>
#include <graph/events.hpp>
#include <graph/ledger.hpp>
#include <graph/plan.hpp>
#include <plugins/loader.hpp>
#include <store/store.hpp>

namespace flowrun::graph {

struct RunOptions {
  std::size_t jobs = 0;             // TBB workers; 0 = what the machine and its cgroup allow
  std::size_t window = 256;         // source items open at once
  std::size_t memory = 2ULL << 30;  // bytes of records in flight
  std::uint64_t seed = 0;
  std::optional<std::string> only;  // run this stage alone, on the inputs of its last run
  std::optional<std::string> to;    // run what this stage needs, and it
  std::filesystem::path out;        // results go to out/<publish name>
  std::stop_token stop;
  std::vector<Observer*> observers;
};

enum class StageStatus { finished, failed, held, interrupted, not_selected };
constexpr auto enum_names(StageStatus) {
  return base::names("finished", "failed", "held", "interrupted", "not selected");
}

struct StageReport {
  std::string stage;
  StageStatus status = StageStatus::not_selected;
  double seconds = 0;       // wall time, from its first unit to its last
  double unit_seconds = 0;  // summed over the units that ran
  std::uint64_t units_run = 0, units_restored = 0;
  std::uint64_t units_of_other_build = 0;  // restored, but made by another build of the plugin
};

struct PublishReport {
  std::string name;
  std::filesystem::path path;
  bool is_published = false;
  bool is_unchanged = false;  // it stood there already, byte for byte
  std::string why_not;        // when it was not published
};

struct RunReport {
  int exit_code = 0;  // 0, 1, 3, 4 or 130, as documented for the command
  Ledger ledger;
  std::vector<StageReport> stages;
  std::vector<PublishReport> published;
  std::vector<std::string> problems;  // why the exit code is not 0, one text each
  std::size_t jobs = 0;               // threads that computed
  store::RunId run = 0;
};

// Errors of the store end the run with the error; `store_corrupt` asks the caller to set the store aside and
// start again. Everything else is told in the report. The loader must outlive every record, so give one that
// lives on.
store::Result<RunReport> run(const Plan& plan, const RunOptions& options, store::Store& store,
                             const std::filesystem::path& store_path, plugins::Loader& loader);

}  // namespace flowrun::graph
