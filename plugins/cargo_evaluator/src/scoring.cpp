#include <array>
#include <utility>

#include <cargo_evaluator/scoring.hpp>

namespace cargo_evaluator {

double weight_of(std::string_view criterion) {
  static constexpr std::array<std::pair<std::string_view, double>, 8> weights = {{{"builds", 0.25},
                                                                                  {"no_unwrap", 0.10},
                                                                                  {"question_mark", 0.08},
                                                                                  {"lifetimes", 0.08},
                                                                                  {"clippy", 0.12},
                                                                                  {"crates", 0.06},
                                                                                  {"tool_sequence", 0.06},
                                                                                  {"hidden_tests", 0.25}}};
  for (const auto& [name, weight] : weights) {
    if (name == criterion) return weight;
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
