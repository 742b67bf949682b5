#include "left_out_examples.hpp"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <map>
#include <string>
#include <utility>

#include <base/printable.hpp>

namespace flowrun::report {
namespace {

constexpr std::size_t most_of_a_reason = 3;
constexpr std::size_t most_units = 3000;            // of a stage are read
constexpr std::uint64_t most_received = 2'000'000;  // more take longer than a second to go through

class Examples {
 public:
  explicit Examples(const graph::StageAccount& account)
      : stage_(account.stage),
        wanted_((account.drop_reasons.size() + account.left_out.size()) * most_of_a_reason) {}

  void add(const std::string& reason, const std::string& record, const std::string& evidence, bool is_part) {
    std::string shown = base::printable_line(reason);
    if (counts_[{is_part, shown}]++ >= most_of_a_reason) return;
    found_.push_back({.stage = stage_,
                      .reason = std::move(shown),
                      .record = record,
                      .evidence = evidence,
                      .is_part = is_part});
  }
  [[nodiscard]] bool are_all() const { return found_.size() >= wanted_; }
  [[nodiscard]] std::vector<LeftOutExample>& found() { return found_; }

 private:
  const std::string stage_;
  const std::size_t wanted_;
  std::map<std::pair<bool, std::string>, std::size_t> counts_;
  std::vector<LeftOutExample> found_;
};

void add_unit(Examples& examples, const store::UnitRecord& unit, const std::string& record,
              bool is_collector) {
  if (unit.outcome == store::Outcome::dropped) {
    examples.add(unit.reason, record, unit.evidence, false);
    return;
  }
  // Of a collector they are its input's records, and count as dropped.
  for (const store::LeftOut& part : unit.left_out) {
    const bool is_named = is_collector || part.part.contains(record);
    examples.add(part.reason, is_named ? part.part : record + " " + part.part, part.evidence, !is_collector);
  }
}

}  // namespace

std::vector<LeftOutExample> left_out_examples(const graph::Plan& plan, const graph::RunReport& report,
                                              const store::Store& store) {
  std::vector<LeftOutExample> all;
  for (const graph::StageAccount& account : report.ledger.stages) {
    Examples examples(account);
    const auto stage = plan.find(account.stage);
    if (!stage || examples.are_all()) continue;
    const bool is_collector = plan.stages[*stage].is_collector();
    if (!is_collector && account.received > most_received) continue;
    const auto units = store.find_units(report.run, account.stage, "", most_units);  // every key begins so
    if (!units) continue;
    for (std::size_t i = 0; i < units->size() && !examples.are_all(); ++i) {
      const auto unit = store.find_unit((*units)[i].unit);
      if (unit && *unit) add_unit(examples, **unit, (*units)[i].record_key, is_collector);
    }
    std::ranges::move(examples.found(), std::back_inserter(all));
  }
  return all;
}

}  // namespace flowrun::report
