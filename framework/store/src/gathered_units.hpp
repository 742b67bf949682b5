// Units of stages that still run, in memory: when the stage has ended, most of them turn out to be those of an earlier
// run, and then need not be written at all. Safe from many threads.
#pragma once

#include <cstddef>
#include <map>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "store/run.hpp"

namespace flowrun::store {

class GatheredUnits {
 public:
  using Stage = std::pair<RunId, std::string>;

  // Beyond this, of all stages together, those of the stage that adds more go to the database: some 50 MB.
  static constexpr std::size_t most = 262'144;

  struct Added {
    bool is_first = false;          // of the stage
    std::vector<RunUnit> overflow;  // to be written by the caller; often empty
  };
  Added add(RunId run, std::string_view stage, std::span<const RunUnit> units);
  [[nodiscard]] std::vector<RunUnit> of(RunId run, std::string_view stage) const;
  std::vector<RunUnit> take(RunId run, std::string_view stage);
  std::map<Stage, std::vector<RunUnit>> take_all();

 private:
  mutable std::mutex mutex_;
  std::map<Stage, std::vector<RunUnit>> units_;
  std::size_t count_ = 0;
};

}  // namespace flowrun::store
