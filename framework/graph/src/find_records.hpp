// Which records a person means by a key, or a part of one.
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <tuple>

#include <graph/plan.hpp>
#include <store/run.hpp>

#include "kept_units.hpp"

namespace flowrun::graph {

// A unit that has the record as its input, or emitted it.
struct UnitPlace {
  std::size_t stage;
  store::RunUnit unit;
  bool operator<(const UnitPlace& other) const {
    return std::tie(stage, unit.order_key, unit.unit) <
           std::tie(other.stage, other.unit.order_key, other.unit.unit);
  }
};

// By the record's key.
using FoundRecords = std::map<std::string, std::set<UnitPlace>>;

// Those that fit best: their key is `wanted`, begins with it, or contains it; or else those of the first stage that emitted
// a record with this `metadata.id`. At most 20 keys.
FoundRecords find_records(const Plan& plan, KeptUnits& units, std::string_view wanted);

}  // namespace flowrun::graph
