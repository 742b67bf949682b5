// What became of one unit of work.
#pragma once

#include <string>
#include <utility>

#include <base/error.hpp>

#include "reason_counts.hpp"

namespace flowrun::graph {

struct UnitResult {
  enum class Kind { emitted, dropped, failed, cancelled };
  Kind kind = Kind::emitted;
  bool is_restored = false;
  std::string reason;     // of `dropped`
  ReasonCounts left_out;  // of `emitted`: parts of the input, of a collector inputs, that gave no record
  base::Error error;      // of `failed`

  [[nodiscard]] bool is_emitted() const { return kind == Kind::emitted; }
};

inline UnitResult failed_unit(base::Error error) {
  return {.kind = UnitResult::Kind::failed, .error = std::move(error)};
}

}  // namespace flowrun::graph
