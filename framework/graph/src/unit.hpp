// One unit of work: one item of one stage, restored from the store or run.
#pragma once

#include <string>
#include <vector>

#include "intake.hpp"
#include "reason_counts.hpp"
#include "record.hpp"
#include "stage_run.hpp"

namespace flowrun::graph {

struct UnitResult {
  enum class Kind { emitted, dropped, failed, cancelled };
  Kind kind = Kind::emitted;
  bool is_restored = false;
  std::string reason;     // of `dropped`
  ReasonCounts left_out;  // of `emitted`: parts of the input, of a collector inputs, that gave no record
  flow::Error error;      // of `failed`
  std::vector<Record> outputs;  // in the order of emission, with keys and orders, without credits
};

// Runs a source's or transform's unit, once. `input.order` counts from the consumer. A failure is kept only
// if no further attempt is allowed (see may_retry). Nothing is thrown. Called from many threads at once. The
// stage's counters are not touched.
UnitResult run_unit(StageRun& stage, const Record& input);

// True if a unit that has had `attempts` attempts, the last of which failed, gets another one.
bool may_retry(const StageRun& stage, int attempts);
// How long to wait before it.
std::chrono::milliseconds backoff(const StageRun& stage, int attempts);

// Runs a collector on its whole input, as often as it may be tried.
UnitResult run_collector(StageRun& stage, Intake& intake);

// A record that lies in the store.
std::shared_ptr<const Content> stored_content(const RunServices& services, const store::Digest& digest,
                                              std::uint64_t bytes);

}  // namespace flowrun::graph
