// From criteria to one number: docs/criteria.md, "Scores, total, strict".
#pragma once

#include <array>

#include <rust_tasks/verdict.hpp>

namespace cargo_evaluator {

// The seven criteria, then the hidden tests: the order of every verdict and report.
inline constexpr auto all_criteria = [] {
  std::array<rust_tasks::CriterionName, base::names_of<rust_tasks::CriterionName>.size()> all{};
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<rust_tasks::CriterionName>(i);
  return all;
}();

// builds 0.25, hidden_tests 0.25, no_unwrap 0.10, question_mark and lifetimes 0.08, clippy 0.12, crates and
// tool_sequence 0.06.
double weight_of(rust_tasks::CriterionName criterion);

// Sets `total`, the weighted mean over the criteria that apply, and `strict`. Nothing applies: 0 and false.
void score(rust_tasks::Verdict& verdict);

}  // namespace cargo_evaluator
