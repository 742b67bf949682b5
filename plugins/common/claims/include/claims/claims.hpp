// Which checks an answer says have passed.
#pragma once

#include <set>
#include <string_view>

#include <base/enum_names.hpp>

namespace claims {

enum class Check { fmt, clippy, test, build };
constexpr auto enum_names(Check) { return base::names("fmt", "clippy", "test", "build"); }

// From sentences such as "Clippy clean", "all tests pass", "it builds". A sentence with a negation or a
// condition claims nothing.
std::set<Check> claimed_passes(std::string_view answer);

// Whether it says that something was run or tried out, or that everything passes, without naming the check: "I ran the
// suite", "verified with cargo", "everything is green". As above for negations and conditions.
bool claims_run(std::string_view answer);

// Whether the answer speaks of something that does not work.
bool admits_failure(std::string_view answer);

}  // namespace claims
