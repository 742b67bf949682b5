// What a cached source's `discover` dropped, rejected or failed on, as units of the run, so that whoever asks the run for a
// record finds it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <store/unit.hpp>

#include "stage_run.hpp"

namespace flowrun::graph {

// Their key is a digest of the stage's type, of the record's key and of all that was said of it, so that a unit's record
// never changes. Used by one thread.
class UnlistedUnits {
 public:
  explicit UnlistedUnits(StageRun& stage) : stage_(stage) {}

  // `position` is that of the item that was listed before; the order among units behind the same is that of the calls.
  void add(std::uint64_t position, std::string record_key, store::UnitRecord record);
  [[nodiscard]] const std::vector<store::RunUnit>& units() const { return units_; }
  // Hands all to the store and to the run's list of units, and forgets them.
  void write();
  [[nodiscard]] bool is_full() const { return units_.size() >= at_once; }

 private:
  // A transaction costs more than a unit.
  static constexpr std::size_t at_once = 4096;

  StageRun& stage_;
  std::uint64_t count_ = 0;
  std::vector<store::RunUnit> units_;
  std::vector<store::UnitRecord> records_;
};

}  // namespace flowrun::graph
