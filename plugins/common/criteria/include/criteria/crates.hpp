// Appropriate crates, declared the way a workspace wants them: docs/criteria.md, "Crates".
//
// Each rule that applies to the candidate counts with its weight; the score is what is kept over what
// applies. A candidate to which no rule applies but the edition is judged by that alone.
#pragma once

#include <span>
#include <string>

#include <criteria/manifests.hpp>
#include <criteria/sources.hpp>

namespace criteria {

// `sources` should hold the tests too, the hidden ones included: a dependency that only they use is used.
// `available`: the names of the offline set.
rust_tasks::Criterion crates(const Manifests& manifests, const Sources& sources,
                             const rust_tasks::CrateRules& rules, std::span<const std::string> available);

// External dependencies that cannot be had: outside of the task's list, outside of the offline set, or from
// git.
std::vector<Fault> unavailable_crates(const Manifests& manifests, const rust_tasks::CrateRules& rules,
                                      std::span<const std::string> available);

}  // namespace criteria
