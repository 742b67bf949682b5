#include <report/source_input.hpp>
#include <store/digest.hpp>

namespace flowrun::report {

std::vector<SourceInput> source_inputs(const graph::Plan& plan, const graph::RunReport& report,
                                       const store::Store& store) {
  std::vector<SourceInput> inputs;
  for (std::size_t i = 0; i < report.stages.size(); ++i) {
    const std::string& name = report.stages[i].stage;
    const auto stage = plan.find(name);
    if (!stage || !plan.stages[*stage].is_source()) continue;
    SourceInput& input = inputs.emplace_back(name, report.ledger.stages[i].received);
    const auto units = store.units_of(report.run, name);
    if (!units || units->empty()) continue;
    store::Hasher hasher;
    for (const store::RunUnit& unit : *units) hasher.field(unit.record_key).digest(unit.input);
    input.digest = hasher.finish().hex();
  }
  return inputs;
}

}  // namespace flowrun::report
