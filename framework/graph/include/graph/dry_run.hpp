// A dry run: the plan's graph does what it does in a run, but what is not in the store is noted instead of done.
//
// What a unit that would run will emit is unknown, and so is whatever is made of it. A stage behind such a unit goes on with
// the records that it knows; what it would make of the others depends on them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include <base/enum_names.hpp>
#include <graph/plan.hpp>
#include <store/digest.hpp>

namespace flowrun::graph {

class RunState;

enum class Verdict {
  run,      // its outcome is not in the store, or may not be taken from there
  restore,  // it is, and will be
  depends,  // on what a unit before it gives
};
constexpr auto enum_names(Verdict) { return base::names("run", "restore", "depends"); }

struct DryUnit {
  Verdict verdict = Verdict::run;
  std::string record_key;
  std::string order_key;
  store::Digest unit = {};   // its key; all zero where that is not known, or there is none
  store::Digest input = {};  // as RunUnit has it
};

// Whether a stage that is not cached is really run in a dry run, so that what is behind it is known.
bool is_run_dry(const PlannedStage& stage);

// What the stages of one dry run would do. Thread-safe, but for what says otherwise.
class DryRun {
 public:
  // What must be written on the way is written into `folder`, which is there and private.
  explicit DryRun(std::filesystem::path folder) : folder_(std::move(folder)) {}

  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
  // Before anything else. Not thread-safe.
  void begin(std::size_t stages) { stages_ = std::vector<Stage>(stages); }

  // To be called once when nothing is under way any more, while what was emitted is still there.
  void at_end(std::function<void(RunState&)> look) { look_ = std::move(look); }
  void end(RunState& run) const {
    if (look_) look_(run);
  }

  void note(std::size_t stage, DryUnit unit);
  // A unit of a stage that is run dry.
  void count_run(std::size_t stage);
  // A `once` input of the stage, or the whole input of a collector, is not known: all that it does depends on it.
  void set_depends(std::size_t stage);
  [[nodiscard]] bool depends(std::size_t stage) const;
  void set_once(std::size_t stage, std::string once);

  // Whether anything that the stage would emit is unknown. Of a stage of an earlier level it stays as it is.
  [[nodiscard]] bool has_unknown(std::size_t stage) const;
  [[nodiscard]] bool has_unknown(const std::vector<std::size_t>& stages) const;

  // The rest when nothing is under way any more. In order.
  [[nodiscard]] std::vector<DryUnit> units(std::size_t stage) const;
  [[nodiscard]] std::uint64_t run_dry(std::size_t stage) const { return stages_[stage].run_dry; }
  // As StageRecord has it.
  [[nodiscard]] const std::string& once(std::size_t stage) const { return stages_[stage].once; }

 private:
  struct Stage {
    std::vector<DryUnit> units;
    std::uint64_t run_dry = 0;
    bool depends = false;
    bool has_unknown = false;
    std::string once;
  };
  const std::filesystem::path folder_;
  std::function<void(RunState&)> look_;
  mutable std::mutex mutex_;
  std::vector<Stage> stages_;
};

}  // namespace flowrun::graph
