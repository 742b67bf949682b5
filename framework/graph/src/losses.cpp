#include "losses.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace flowrun::graph {
namespace {

void add_losses(const StageAccount& account, std::vector<std::string>& losses) {
  for (const auto& [reason, count] : account.drop_reasons)
    losses.push_back(fmt::format("{} dropped {}: {}", account.stage, count, reason));
  for (const auto& [reason, count] : account.left_out)
    losses.push_back(fmt::format("{} left out {}: {}", account.stage, count, reason));
  if (const auto rejected = account.rejected + account.rejected_parts; rejected > 0)
    losses.push_back(fmt::format("{} rejected {}", account.stage, rejected));
  if (account.failed > 0) losses.push_back(fmt::format("{} failed {}", account.stage, account.failed));
}

}  // namespace

std::string losses_before(const RunState& run, std::size_t stage) {
  const Plan& plan = run.services.plan;
  const std::vector<std::size_t> involved = plan.with_ancestors(stage);
  std::vector<std::string> losses;
  for (const StageAccount& account : run.ledger().stages) {
    const auto index = plan.find(account.stage);
    if (index && std::ranges::find(involved, *index) != involved.end()) add_losses(account, losses);
  }
  return losses.empty() ? "there was none to begin with, no stage dropped any"
                        : fmt::format("{}", fmt::join(losses, "; "));
}

}  // namespace flowrun::graph
