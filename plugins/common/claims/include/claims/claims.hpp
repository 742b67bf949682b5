// Which checks an answer says have passed.
#pragma once

#include <set>
#include <string_view>

#include "events.hpp"

namespace criteria {

// From sentences such as "Clippy clean", "all tests pass", "it builds". A sentence with a negation or a
// condition claims nothing.
std::set<Check> claimed_passes(std::string_view answer);

// Whether the answer speaks of something that does not work.
bool admits_failure(std::string_view answer);

}  // namespace criteria
