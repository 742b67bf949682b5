#include "find_records.hpp"

#include <utility>
#include <vector>

#include <base/json.hpp>
#include <base/json_text.hpp>

namespace flowrun::graph {
namespace {

constexpr std::size_t most_candidates = 20;

// How well a key fits; less is better. A record that a unit emitted is meant rather than one that it was made of.
enum class Fit { equal, of_input, begins, part, none };

Fit fit_of(std::string_view key, std::string_view wanted) {
  if (key == wanted) return Fit::equal;
  if (key.starts_with(wanted)) return Fit::begins;
  return key.contains(wanted) ? Fit::part : Fit::none;
}

class Search {
 public:
  Search(const Plan& plan, KeptUnits& units, std::string_view wanted)
      : plan_(plan), units_(units), wanted_(wanted), order_(plan.upstream_first()) {}

  // The keys of what a unit emitted begin with that of its input, unless the stage names them itself: then all units are read.
  FoundRecords run() {
    for (const std::size_t stage : order_) {
      if (!plan_.stages[stage].is_collector()) look_at_keys(stage);
    }
    for (const std::size_t stage : order_) {
      for (const store::RunUnit& unit : units_.beginning(stage, wanted_)) look_at_outputs(stage, unit);
    }
    if (best_ != Fit::none) return std::move(found_);
    for (const std::size_t stage : order_) {
      for (const store::RunUnit& unit : units_.all(stage)) look_at_outputs(stage, unit);
    }
    for (const std::size_t stage : order_) {
      if (!found_.empty()) break;
      for (const store::RunUnit& unit : units_.all(stage)) look_at_contents(stage, unit);
    }
    return std::move(found_);
  }

 private:
  void offer(Fit fit, const std::string& key, std::size_t stage, const store::RunUnit& unit) {
    if (fit > best_ || fit == Fit::none) return;
    if (fit < best_) found_.clear();
    best_ = fit;
    if (found_.size() < most_candidates || found_.contains(key)) found_[key].insert({stage, unit});
  }

  void look_at_keys(std::size_t stage) {
    for (const store::RunUnit& unit : units_.matching(stage, wanted_, most_candidates)) {
      const Fit fit = fit_of(unit.record_key, wanted_);
      offer(fit == Fit::equal ? Fit::of_input : fit, unit.record_key, stage, unit);
    }
  }

  void look_at_outputs(std::size_t stage, const store::RunUnit& unit) {
    const auto record = units_.read(unit);
    if (!record) return;
    for (const store::Output& output : record->outputs)
      offer(fit_of(output.key, wanted_), output.key, stage, unit);
  }

  // Data sets name a record by its metadata, which a stage may have made without its key.
  void look_at_contents(std::size_t stage, const store::RunUnit& unit) {
    const auto record = units_.read(unit);
    if (!record) return;
    for (const store::Output& output : record->outputs) {
      const auto text = units_.content(output);
      if (!text || !text->contains(quoted_)) continue;
      const auto json = base::parse_json(*text);
      if (json && (*json)["metadata"]["id"].string() == wanted_) offer(Fit::equal, output.key, stage, unit);
    }
  }

  const Plan& plan_;
  KeptUnits& units_;
  const std::string_view wanted_;
  const std::string quoted_ = base::json_string(wanted_);
  const std::vector<std::size_t> order_;
  Fit best_ = Fit::none;
  FoundRecords found_;
};

}  // namespace

FoundRecords find_records(const Plan& plan, KeptUnits& units, std::string_view wanted) {
  return Search(plan, units, wanted).run();
}

}  // namespace flowrun::graph
