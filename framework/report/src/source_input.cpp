#include <base/json.hpp>
#include <graph/last_run.hpp>
#include <report/run_folder.hpp>
#include <report/source_input.hpp>
#include <store/digest.hpp>

namespace flowrun::report {
namespace {

// `inputs` of the run before, in its run.json; null if there is none.
base::Json inputs_before(const graph::Plan& plan, const store::Store& store,
                         const std::filesystem::path& store_path) {
  const auto runs = graph::runs_of(plan, store, 2);
  if (!runs || runs->size() < 2) return {};
  return told_run(run_folder(store_path, runs->back().id))["inputs"];
}

// "" if that run had others.
std::string digest_before(const base::Json& inputs, const SourceInput& wanted) {
  for (const base::Json& input : inputs.items)
    if (input["stage"].string() == wanted.stage && input["units"].string() == wanted.units)
      return std::string(input["digest"].string());
  return {};
}

std::string digest_of(const std::vector<store::RunUnit>& units) {
  store::Hasher hasher;
  for (const store::RunUnit& unit : units) hasher.field(unit.record_key).digest(unit.input);
  return units.empty() ? "" : hasher.finish().hex();
}

}  // namespace

std::vector<SourceInput> source_inputs(const graph::Plan& plan, const graph::RunReport& report,
                                       const store::Store& store, const std::filesystem::path& store_path) {
  const base::Json before = inputs_before(plan, store, store_path);
  std::vector<SourceInput> inputs;
  for (std::size_t i = 0; i < report.stages.size(); ++i) {
    const std::string& name = report.stages[i].stage;
    const auto stage = plan.find(name);
    if (!stage || !plan.stages[*stage].is_source()) continue;
    SourceInput& input = inputs.emplace_back(name, report.ledger.stages[i].received);
    if (const auto units = store.digest_of_units(report.run, name)) input.units = units->hex();
    input.digest = digest_before(before, input);
    if (!input.digest.empty()) continue;
    if (const auto units = store.units_of(report.run, name)) input.digest = digest_of(*units);
  }
  return inputs;
}

}  // namespace flowrun::report
