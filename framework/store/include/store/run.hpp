// What the store remembers of runs: which stages ran, with what key, and which units they consisted of.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/digest.hpp"

namespace flowrun::store {

using RunId = std::int64_t;  // grows from run to run within a store

struct RunStart {
  std::string pipeline;  // the name in the file
  std::string file;      // path of the pipeline file, spelt the same at every run
  std::string profile;
  std::string options;  // what was set on the command line, as the caller wants to see it again

  friend bool operator==(const RunStart&, const RunStart&) = default;
};

// A pipeline: two files may give the same name, and one file another name later.
struct PipelineId {
  std::string_view name, file;  // as in RunStart
};

struct Run {
  RunId id = 0;
  RunStart start;
  std::int64_t started_ms = 0;              // since 1970, UTC
  std::optional<std::int64_t> finished_ms;  // none: still running, or killed
  std::optional<int> exit_code;             // with finished_ms
  std::uint64_t data_begin = 0;  // bytes of store.data when it began: what it stored lies behind them
};

enum class StageState : std::uint8_t {
  running,
  finished,    // every unit has an outcome, failures are within the tolerance
  failed,      // over its tolerance, or the stage itself could not run
  held,        // did not run, because of another stage
  interrupted  // the run was stopped first
};

struct StageCounts {
  std::uint64_t items = 0;  // what came in
  std::uint64_t emitted = 0, dropped = 0, rejected = 0, failed = 0, cancelled = 0, held = 0, restored = 0;

  friend bool operator==(const StageCounts&, const StageCounts&) = default;
};

struct StageRecord {
  std::string stage_type;
  int version = 0;
  std::string build_id;
  std::string key_summary;  // the parts of the key that all units share, as text that `why` can compare
  std::string inputs;       // where it took its records from: one "port=stage.port, stage.port" a line
  std::string once;         // digests of the `once` inputs: one "port=hex" a line
  std::string results;      // what was published of it in this run: one "name=hex" a line
  StageCounts counts;
  std::int64_t microseconds = 0;  // summed over the units that ran
  StageState status = StageState::running;

  friend bool operator==(const StageRecord&, const StageRecord&) = default;
};

struct NamedStageRecord {
  std::string stage;  // the node's name in the pipeline
  StageRecord run;
};

// One unit's place in a run.
struct RunUnit {
  std::string order_key;   // bytes: memcmp order is the order of the records
  Digest unit;             // the key under which find_unit knows it
  std::string record_key;  // of the input record or source item
  Digest input;            // of the input record; of a source item its fingerprint

  friend bool operator==(const RunUnit&, const RunUnit&) = default;
};

using RunUnits = std::vector<RunUnit>;

// How a part of a key, as people write one, fits a record key; the best first.
enum class KeyMatch : std::uint8_t {
  exact,
  prefix,
  inner,  // behind one of / @ : _ - within the key
  none
};
[[nodiscard]] KeyMatch match_of(std::string_view key, std::string_view part);

struct StageUnit {
  RunId run = 0;
  std::string stage;
  RunUnit unit;

  friend bool operator==(const StageUnit&, const StageUnit&) = default;
};

}  // namespace flowrun::store
