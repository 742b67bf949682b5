#include <cargo_evaluator/scoring.hpp>

namespace cargo_evaluator {

double weight_of(rust_tasks::CriterionName criterion) {
  using enum rust_tasks::CriterionName;
  switch (criterion) {
    case builds:
    case hidden_tests:
      return 0.25;
    case clippy:
      return 0.12;
    case no_unwrap:
      return 0.10;
    case question_mark:
    case lifetimes:
      return 0.08;
    case crates:
    case tool_sequence:
      return 0.06;
  }
  return 0;
}

void score(rust_tasks::Verdict& verdict) {
  double achieved = 0;
  double applicable = 0;
  verdict.strict = true;
  for (const rust_tasks::Criterion& one : verdict.criteria) {
    if (!one.applicable) continue;
    applicable += weight_of(one.name);
    achieved += weight_of(one.name) * one.score;
    verdict.strict = verdict.strict && one.score == 1;
  }
  verdict.total = applicable > 0 ? achieved / applicable : 0;
  verdict.strict = verdict.strict && applicable > 0;
}

}  // namespace cargo_evaluator
