// What became of one unit of work.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <base/error.hpp>
#include <store/unit.hpp>

#include "reason_counts.hpp"
#include "rejects.hpp"

namespace flowrun::graph {

struct UnitResult {
  enum class Kind {
    emitted,
    dropped,
    rejected,
    failed,
    cancelled,
    unknown
  };  // unknown: in a dry run, of what would run
  Kind kind = Kind::emitted;
  bool is_restored = false;
  std::string reason;     // of `dropped`
  std::string evidence;   // of `dropped`: what was found and what it was compared with
  ReasonCounts left_out;  // of `emitted`: parts of the input, of a collector inputs, that gave no record
  Rejects rejects;        // parts of the input, of a collector inputs, that were at fault
  base::Error error;      // of `failed` and `rejected`
  // Of a unit that the store keeps: the first parts left out, and its metrics.
  std::vector<store::LeftOut> left_out_parts;
  std::vector<store::MetricPoint> metrics;

  [[nodiscard]] bool is_emitted() const { return kind == Kind::emitted; }
};

inline UnitResult failed_unit(base::Error error) {
  const auto kind = error.is_rejection ? UnitResult::Kind::rejected : UnitResult::Kind::failed;
  return {.kind = kind, .error = std::move(error)};
}

}  // namespace flowrun::graph
