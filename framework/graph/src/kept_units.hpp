// The units of a pipeline's stages in the last run of each, found by where they stand and by key.
#pragma once

#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include <graph/plan.hpp>
#include <store/store.hpp>

namespace flowrun::graph {

// One thread at a time. Errors of the store are thrown, as flow::Failure.
class KeptUnits {
 public:
  struct OfStage {
    store::RunId run = 0;
    std::vector<store::RunUnit> units;  // by order key; none if the stage has not finished a run
  };

  KeptUnits(const Plan& plan, const store::Store& store) : plan_(plan), store_(store) {}

  const OfStage& of(std::size_t stage);
  const store::RunUnit* at(std::size_t stage, std::string_view order_key);
  // Units whose order keys begin with `start`.
  std::vector<const store::RunUnit*> behind(std::size_t stage, std::string_view start);
  // Nothing if it was damaged or removed.
  [[nodiscard]] std::optional<store::UnitRecord> read(const store::RunUnit& unit) const;

 private:
  const Plan& plan_;
  const store::Store& store_;
  std::map<std::size_t, OfStage> known_;
};

}  // namespace flowrun::graph
