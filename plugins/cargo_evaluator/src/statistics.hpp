// The few formulas that the scorecard needs.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include <cargo_evaluator/scorecard.hpp>

namespace cargo_evaluator {

// Wilson's score interval for a share of n, 95 % (Wilson 1927); 0 to 1 for n = 0.
Interval wilson(double share, std::size_t n);

struct PairedResult {
  double mean = 0;
  std::optional<Interval> interval;  // 95 %
  std::optional<double> p;           // two-sided
};
// Of the differences of pairs: Student's t. No p where they do not vary and are not 0. Nothing for fewer than
// two; where they do not vary, no interval either.
PairedResult paired(std::span<const double> differences);

// The same where each difference is -1, 0 or 1, one pair of verdicts each: McNemar's exact test (a two-sided
// sign test on the pairs that differ; p = 1 if none does), and Tango's score interval of the difference
// (Tango 1998), which holds where all pairs agree or all differ.
PairedResult paired_binary(std::span<const double> differences);

// The same for differences of any size: a bootstrap over the pairs (10,000 draws, seed fixed), percentile
// interval; p from a sign-flip test with the same draws.
PairedResult bootstrapped(std::span<const double> differences);

// Holm's adjustment of p values, in their order (Holm 1979).
std::vector<double> holm(std::span<const double> p);

double mean(std::span<const double> values);  // 0 for none

}  // namespace cargo_evaluator
