#include "words.hpp"

#include <fmt/format.h>

namespace cargo_evaluator::score_page {

std::string percent(double share) { return fmt::format("{:.0f} %", 100 * share); }

std::string points_text(double difference) {
  return sign(difference) == 0 ? "0" : fmt::format("{:+.1f}", 100 * difference);
}

std::string interval_text(const Difference& difference) {
  if (!difference.interval) return "does not vary";
  return fmt::format("{:+.0f} to {:+.0f}", 100 * difference.interval->low, 100 * difference.interval->high);
}

std::string p_text(const Difference& difference) {
  return difference.p ? fmt::format("{:.2g}", *difference.p) : "does not vary";
}

int outcome(const TaskPair& pair) { return sign(pair.strict - pair.base_strict); }

int sign(double difference) { return difference > 1e-9 ? 1 : difference < -1e-9 ? -1 : 0; }

}  // namespace cargo_evaluator::score_page
