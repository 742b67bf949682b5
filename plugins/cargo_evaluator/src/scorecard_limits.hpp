// What the numbers of a scorecard cannot show.
#pragma once

#include <string>
#include <vector>

#include <cargo_evaluator/scorecard.hpp>

namespace cargo_evaluator {

// Why base and tuned cannot be compared though both were judged: other limits or another model make the difference. "" if
// nothing does.
std::string why_unfair(const Scorecard& card);

// One sentence each; `card.limits` is not looked at.
std::vector<std::string> limits_of(const Scorecard& card);

}  // namespace cargo_evaluator
