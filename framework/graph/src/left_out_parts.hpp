// The parts of an input that gave no record: how many for each reason, and which.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <store/unit.hpp>

#include "kept_evidence.hpp"
#include "reason_counts.hpp"

namespace flowrun::graph {

// Counts all and keeps the first so many, if they are to be kept at all.
class LeftOutParts {
 public:
  static constexpr std::size_t most_kept = 100'000;

  void add(std::string reason, std::string_view part, std::string evidence, bool is_kept) {
    if (is_kept && kept_.size() < most_kept)
      kept_.push_back({std::string(part), reason, kept_evidence(std::move(evidence))});
    counts_.add(std::move(reason));
  }
  [[nodiscard]] const ReasonCounts& counts() const { return counts_; }
  [[nodiscard]] const std::vector<store::LeftOut>& kept() const { return kept_; }

 private:
  ReasonCounts counts_;
  std::vector<store::LeftOut> kept_;
};

}  // namespace flowrun::graph
