// What became of a run: its stages, the ledger, and what was published.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include <base/enum_names.hpp>
#include <graph/exit_code.hpp>
#include <graph/ledger.hpp>
#include <store/run.hpp>

namespace flowrun::graph {

enum class StageStatus { finished, failed, held, interrupted, not_selected };
constexpr auto enum_names(StageStatus) {
  return base::names("finished", "failed", "held", "interrupted", "not selected");
}

struct StageReport {
  std::string stage;
  StageStatus status = StageStatus::not_selected;
  double seconds = 0;                               // wall time, from its first unit to its last
  double unit_seconds = 0;                          // summed over the units that ran
  std::uint64_t units_run = 0, units_restored = 0;  // a collector is one unit, whatever it received
  std::uint64_t units_of_other_build = 0;           // restored, but made by another build of the plugin
};

struct PublishReport {
  std::string name;
  std::filesystem::path path;
  bool is_published = false;
  bool is_unchanged = false;       // it stood there already, byte for byte
  std::string digest;              // of what stands there then, in hex; "" when it was not published
  std::filesystem::path previous;  // where the version is that it replaced; empty if it replaced none
  std::string why_not;             // when it was not published
  std::string what_to_do;          // then; may be empty
};

// A published result that was made from another than the one that stands there now.
struct Mismatch {
  std::string result, from;       // names under which the two are published
  std::string made_from, stands;  // digests of `from`, in hex: then and now
  friend bool operator==(const Mismatch&, const Mismatch&) = default;
};

struct RunReport {
  ExitCode exit_code = ExitCode::all_well;
  Ledger ledger;
  std::vector<StageReport> stages;
  std::vector<PublishReport> published;
  std::vector<Mismatch> mismatches;   // among all results that stand there, of this run or not
  std::vector<std::string> problems;  // why the exit code is not 0, one text each
  std::vector<std::string>
      warnings;          // what its results are to be taken with: stale inputs, a part of the items
  std::size_t jobs = 0;  // threads that computed
  store::RunId run = 0;  // 0: refused before anything ran
  // Units that did not end when their time was over, and still run ("stage: record"). Their threads may use the plan, the
  // store and the loader as long as the process lives: leave it without taking those down.
  std::vector<std::string> lost;
};

}  // namespace flowrun::graph
