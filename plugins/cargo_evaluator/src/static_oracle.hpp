// Asks the compiler which `'static` of a crate are not needed.
#pragma once

#include <span>
#include <stop_token>
#include <vector>

#include <cargo/workbench.hpp>
#include <criteria/static_mutants.hpp>

namespace cargo_evaluator {

// Changes files of the bench's source one at a time and puts them back. Each check may take ten times as long
// as one of the crate as it is (at least two seconds); one that takes longer counts as needed. Uses that are
// unneeded one by one but not together count as one. `sources` are those of the bench.
base::Result<std::vector<criteria::Fault>> unneeded_statics(const cargo::Workbench& bench,
                                                            const criteria::Sources& sources,
                                                            std::stop_token stop);

}  // namespace cargo_evaluator
