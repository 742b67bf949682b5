// Numbers as the score's report shows them.
#pragma once

#include <string>

#include <cargo_evaluator/scorecard.hpp>

namespace cargo_evaluator::score_page {

std::string percent(double share);                        // "25 %"
std::string points_text(double difference);               // "+4.3", "0"
std::string interval_text(const Difference& difference);  // in points: "-5 to +30", or "does not vary"
std::string p_text(const Difference& difference);         // "0.039", or "does not vary"
// 0 where two means differ by rounding alone, else 1 or -1.
int sign(double difference);
// Of a task by strict success against base: 1 won, -1 lost.
int outcome(const TaskPair& pair);

}  // namespace cargo_evaluator::score_page
