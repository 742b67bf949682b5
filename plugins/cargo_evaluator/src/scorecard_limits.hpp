// What the numbers of a scorecard cannot show.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <cargo_evaluator/scorecard.hpp>

namespace cargo_evaluator {

// Why base and the variant of that name cannot be compared though both were judged: other limits or another model make the
// difference. "" if nothing does.
std::string why_unfair(const Scorecard& card, std::string_view variant);

// One sentence each; `card.limits` is not looked at.
std::vector<std::string> limits_of(const Scorecard& card);

}  // namespace cargo_evaluator
