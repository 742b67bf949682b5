// What this run's results were made from.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <graph/provenance.hpp>

#include "run_state.hpp"

namespace flowrun::graph {

// Used by one thread, when the run's work is over.
class Origins {
 public:
  explicit Origins(RunState& run) : run_(run) {}

  // The digest of what this run publishes, by the index in Plan::publish. To be told of all before the first `of`.
  void publishes(std::size_t index, const store::Digest& digest) { digests_[index] = digest.hex(); }

  // Of a result that was told. Stages that are not part of this run are those of the run whose records were taken. What
  // the store does not know any more is left out.
  Provenance of(std::size_t index);

 private:
  // One stage as it ran for the results: in this run or in an earlier one.
  struct Origin {
    std::string type;
    int version = 0;
    std::string build;
    std::string settings;  // as StageRun::key_summary
    std::string results;   // as StageRecord::results
    std::uint64_t items = 0;
    std::string input;  // of a source: the digest of its units; "" where they are not kept
  };
  const std::optional<Origin>& origin(std::size_t stage);
  Origin origin_here(std::size_t index);
  std::optional<Origin> origin_before(std::size_t index);
  [[nodiscard]] store::RunId replayed_run(std::size_t index) const;
  [[nodiscard]] std::string input_digest(store::RunId run, const PlannedStage& stage) const;
  std::string digest_of_result(std::size_t index);

  RunState& run_;
  std::map<std::size_t, std::string> digests_;
  std::map<std::size_t, std::optional<Origin>> origins_;
};

}  // namespace flowrun::graph
