#include <algorithm>
#include <string>

#include <fmt/format.h>

#include <graph/unit_outlook.hpp>

#include "accounts.hpp"
#include "named_lines.hpp"
#include "stored_unit.hpp"
#include "unit_key.hpp"

namespace flowrun::graph {
namespace {

// From StageRecord::once, in the order of the ports.
std::vector<store::Digest> once_digests(const PlannedStage& stage, std::string_view lines) {
  std::vector<store::Digest> digests;
  const auto known = named_lines(lines);
  for (const auto& input : stage.about().inputs) {
    if (!input.once) continue;
    const auto found = std::ranges::find(known, input.name, [](const auto& line) { return line.first; });
    const auto digest = found == known.end() ? std::nullopt : store::Digest::from_hex(found->second);
    digests.push_back(digest.value_or(store::Digest{}));
  }
  if (stage.about().reads_accounts) digests.push_back(store::digest_of(account_lines_in(lines)));
  return digests;
}

}  // namespace

store::Result<UnitOutlook> outlook_of(const PlannedStage& stage, const store::StageRecord& last,
                                      const store::RunUnit& unit, const RunOptions& options,
                                      const store::Store& store) {
  UnitOutlook outlook;
  outlook.changes = changed_lines(last.key_summary, key_summary(stage, options.seed));
  const auto run = [&](RunReason reason) {
    outlook.reason = reason;
    return outlook;
  };
  if (!stage.is_cached) return run(RunReason::not_cached);
  if (stage.about().is_volatile) return run(RunReason::is_volatile);
  if (options.forces(stage.name)) return run(RunReason::forced);
  const auto key = unit_key(stage, options.seed, once_digests(stage, last.once), unit.record_key, unit.input);
  const auto found = store.find_unit(key);
  if (!found) return std::unexpected(found.error());
  if (!*found) return run(outlook.changes.empty() ? RunReason::unit_lost : RunReason::settings);
  if (const auto reason = reason_against(stage, **found, options)) return run(*reason);
  if (!can_be_had(stage, **found, store)) return run(RunReason::payload_lost);
  outlook.verdict = Verdict::restore;
  return outlook;
}

}  // namespace flowrun::graph
