#include "usual_times.hpp"

#include <cstdint>

#include <graph/last_run.hpp>

namespace flowrun::cli {
namespace {

constexpr std::size_t most_runs = 10;

// Units that ran. A collector is one, whatever came in.
std::uint64_t units_run(const store::StageCounts& counts, bool is_collector) {
  const std::uint64_t others = counts.restored + counts.held + counts.cancelled;
  const std::uint64_t units = counts.items > others ? counts.items - others : 0;
  return is_collector && units > 0 ? 1 : units;
}

}  // namespace

std::map<std::string, double> usual_times(const graph::Plan& plan, const store::Store& store) {
  std::map<std::string, double> times;
  const auto runs = graph::runs_of(plan, store, most_runs);
  if (!runs) return times;
  for (const store::Run& run : *runs) {
    const auto stages = store.stages_of(run.id);
    if (!stages) return times;
    for (const auto& [name, record] : *stages) {
      const auto index = plan.find(name);
      if (!index || record.microseconds <= 0 || plan.stages[*index].about().name != record.stage_type)
        continue;
      const std::uint64_t units = units_run(record.counts, plan.stages[*index].is_collector());
      if (units > 0)
        times.try_emplace(name, static_cast<double>(record.microseconds) * 1e-6 / static_cast<double>(units));
    }
  }
  return times;
}

}  // namespace flowrun::cli
