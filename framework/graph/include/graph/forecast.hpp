// What a run would do, and why: a dry run compared with what the store has of the last one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <base/enum_names.hpp>
#include <base/error.hpp>
#include <graph/dry_run.hpp>
#include <graph/plan.hpp>
#include <graph/run_options.hpp>
#include <graph/run_report.hpp>
#include <plugins/loader.hpp>
#include <store/store.hpp>

namespace flowrun::graph {

// Why a unit would run.
enum class RunReason {
  never_ran,   // the stage has not finished a run
  new_record,  // its last run had no such record
  settings,    // parameters, the content of files that they name, the stage's version or the seed
  input,       // the record has another content
  once_input,  // another record at a `once` port
  accounts,  // the stages before it dropped, rejected or gave another number of things, or have other settings
  forced,
  is_volatile,
  not_cached,
  transient,     // it failed or was rejected, but may do better
  retried,       // the same, and --retry asks for it
  other_build,   // the same, of another build of the plugin
  rebuilt,       // another build of the plugin made it, and --rebuilt asks for it
  payload_lost,  // what it emitted is damaged or gone
  unit_lost      // its outcome is
};
constexpr auto enum_names(RunReason) {
  return base::names("never ran", "new record", "settings changed", "input changed", "once input changed",
                     "accounts changed", "forced", "volatile", "not cached", "failed in passing", "retried",
                     "failed with another build", "made by another build", "payload lost", "result lost");
}

// A part of what units of a stage are keyed by. A side is empty where there was, or is, none.
struct Change {
  std::string name;  // "learning_rate"
  std::string before, now;
};

struct UnitForecast {
  DryUnit unit;
  std::optional<RunReason> reason;       // of one that would run
  std::optional<store::RunUnit> before;  // the record's unit in the stage's last finished run
};

struct StageForecast {
  std::string stage;
  StageStatus status = StageStatus::finished;  // of the dry run: held and failed ones do nothing
  std::uint64_t run = 0, restore = 0, depends = 0;
  std::vector<UnitForecast> units;      // in order; those that depend last. Without those that are run dry
  std::vector<Change> changes;          // since the stage's last finished run
  std::vector<std::string> depends_on;  // the nearest stages whose records are not known
  store::RunId last_run = 0;            // 0: none
};

struct Forecast {
  std::vector<StageForecast> stages;        // those that the options choose
  std::vector<std::string> warnings;        // what its results would have to be taken with
  std::vector<std::string> problems;        // why they would not all do well
  ExitCode exit_code = ExitCode::all_well;  // usage_error or load_error: there is nothing to tell
};

// `store` may be open read_only, and be written by a run meanwhile. `options.dry` is not looked at.
base::Result<Forecast> forecast(const Plan& plan, RunOptions options, store::Store& store,
                                const std::filesystem::path& store_path, plugins::Loader& loader);

// Lines of "name=value" that differ.
std::vector<Change> changed_lines(std::string_view before, std::string_view now);

}  // namespace flowrun::graph
