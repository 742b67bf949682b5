// The books of the stages before a collector that reads them: a part of its key, and of what it tells.
//
// The books of a run are closed, level by level, before the collector's key is asked for. Of stages that are not part of the
// run they come from the units of their last one, which give the same.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <base/error.hpp>
#include <flow/account.hpp>
#include <graph/plan.hpp>

#include "run_state.hpp"

namespace flowrun::graph {

// Sets the accounts of a stage that reads them: of all stages before it, each behind those that feed it. Those of this run
// have ended.
void take_accounts(const RunState& run, StageRun& stage);

// What the units of the stage's last run say. Errors: it has none, or the store has not kept all of them.
base::Result<flow::Account> account_of_last_run(const Plan& plan, std::size_t index,
                                                const store::Store& store);

// "upstream git_miner: dropped, no clear class=307\n": what the collector's key holds of the books, and what is kept of them
// with the run, behind the digests of `once` inputs. No name of a port has a space.
std::string account_lines(const std::vector<flow::Account>& accounts);
bool is_account_line(std::string_view name);
// Those lines of StageRecord::once.
std::string_view account_lines_in(std::string_view once);

}  // namespace flowrun::graph
