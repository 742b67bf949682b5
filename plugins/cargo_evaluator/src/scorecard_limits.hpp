// What the numbers of a scorecard cannot show.
#pragma once

#include <string>
#include <vector>

#include <cargo_evaluator/scorecard.hpp>

namespace cargo_evaluator {

// One sentence each; `card.limits` is not looked at.
std::vector<std::string> limits_of(const Scorecard& card);

}  // namespace cargo_evaluator
