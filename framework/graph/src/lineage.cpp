#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include <flow/result.hpp>
#include <graph/lineage.hpp>

#include "find_records.hpp"
#include "kept_units.hpp"
#include "order.hpp"

namespace flowrun::graph {
namespace {

constexpr std::size_t position_bytes = sizeof(std::uint16_t);
constexpr std::size_t child_bytes = sizeof(std::uint32_t);

// What of a stage descends from the record that was asked for.
struct Reached {
  std::vector<std::string> starts;  // of the order keys of what its consumers make of it
  std::set<store::Digest> digests;
  std::set<std::string> keys;
  bool is_reached = false;
};

class Search {
 public:
  Search(const Plan& plan, const store::Store& store, const std::string& wanted)
      : plan_(plan), units_(plan, store), wanted_(wanted), order_(plan.upstream_first()) {}

  base::Result<Lineage> run() {
    found_ = find_records(plan_, units_, wanted_);
    if (found_.empty()) {
      return base::failure("no record of " + plan_.pipeline + " has the key \"" + wanted_ + "\"",
                           "the store knows none that is it, begins with it or contains it",
                           "see keys with: flowrun records " + plan_.file.string() + " STAGE --json");
    }
    Lineage lineage;
    if (found_.size() > 1) {
      for (const auto& [key, places] : found_) lineage.candidates.push_back(key);
      return lineage;
    }
    lineage.key = found_.begin()->first;
    for (const auto& [stage, unit] : found_.begin()->second) {
      add(LineageSide::here, stage, unit);
      climb(stage, unit);
    }
    descend();
    for (const std::size_t stage : order_) {
      for (LineageStep& step : steps_[stage]) lineage.steps.push_back(std::move(step));
    }
    return lineage;
  }

 private:
  void add(LineageSide side, std::size_t stage, const store::RunUnit& unit) {
    if (!seen_.insert({stage, unit.unit, unit.order_key}).second) return;
    LineageStep step{.side = side,
                     .stage = plan_.stages[stage].name,
                     .unit = unit.record_key,
                     .outcome = "lost",
                     .run = units_.run_of(stage)};
    if (const auto record = units_.read(unit)) {
      step.outcome = base::name_of(record->outcome);
      if (record->outcome != store::Outcome::emitted) step.reason = record->reason;
      step.microseconds = record->microseconds;
      for (const store::Output& output : record->outputs) step.records.push_back(output.key);
    }
    steps_[stage].push_back(std::move(step));
  }

  // An order key is the position of the edge, the order key of the unit before, and the child's number.
  void climb(std::size_t stage, const store::RunUnit& unit) {
    const PlannedStage& planned = plan_.stages[stage];
    if (planned.is_source()) return;
    if (planned.is_collector()) return climb_from_collector(stage, {}, found_.begin()->first);
    std::size_t at = stage;
    std::string_view key = unit.order_key;
    while (!plan_.stages[at].is_source() && key.size() >= position_bytes) {
      const auto high = static_cast<unsigned char>(key[0]), low = static_cast<unsigned char>(key[1]);
      const std::size_t position = std::size_t{high} << 8 | low;
      if (position >= plan_.stages[at].inputs[0].size()) return;  // the file is another by now
      at = plan_.stages[at].inputs[0][position].stage;
      key.remove_prefix(position_bytes);
      if (!plan_.stages[at].about().at_most_one && key.size() >= child_bytes) key.remove_suffix(child_bytes);
      if (!plan_.stages[at].is_cached) continue;
      const auto before = units_.at(at, key);
      if (!before) return;
      add(LineageSide::above, at, *before);
      if (plan_.stages[at].is_collector()) return climb_from_collector(at, unit.input, unit.record_key);
      return climb(at, *before);
    }
  }

  // Behind a collector order begins anew: by content first, then by key.
  void climb_from_collector(std::size_t collector, const store::Digest& digest, const std::string& key) {
    for (const bool by_digest : {true, false}) {
      for (const std::size_t stage : nearest_kept(collector)) {
        for (const store::RunUnit& unit : units_.beginning(stage, key)) {
          const auto record = units_.read(unit);
          const auto is_it = [&](const store::Output& output) {
            return by_digest ? output.digest == digest : output.key == key;
          };
          if (!record || !std::ranges::any_of(record->outputs, is_it)) continue;
          add(LineageSide::above, stage, unit);
          return plan_.stages[stage].is_collector() ? climb_from_collector(stage, digest, key)
                                                    : climb(stage, unit);
        }
      }
    }
  }

  // The stages before `stage` that the store keeps records of, past those that it does not.
  std::set<std::size_t> nearest_kept(std::size_t stage) const {
    std::set<std::size_t> found;
    for (const PortRef& from : plan_.stages[stage].inputs[0]) {
      if (plan_.stages[from.stage].is_cached)
        found.insert(from.stage);
      else if (!plan_.stages[from.stage].is_source())
        found.merge(nearest_kept(from.stage));
    }
    return found;
  }

  void descend() {
    std::map<std::size_t, Reached> reached;
    for (const auto& [stage, unit] : found_.begin()->second) leave(reached[stage], stage, unit, true);
    for (const std::size_t stage : order_) go_on(reached, stage);
  }

  // What consumers may find of a unit; `of_wanted`: only the record that was asked for, if the unit emitted it.
  void leave(Reached& to, std::size_t stage, const store::RunUnit& unit, bool of_wanted) {
    const auto record = units_.read(unit);
    if (!record) return;
    to.is_reached = true;
    const std::string& key = found_.begin()->first;
    const bool has_it =
        of_wanted && std::ranges::find(record->outputs, key, &store::Output::key) != record->outputs.end();
    for (const store::Output& output : record->outputs) {
      if (has_it && output.key != key) continue;
      to.digests.insert(output.digest);
      to.keys.insert(output.key);
      const bool is_numbered = !plan_.stages[stage].about().at_most_one;
      to.starts.push_back(unit.order_key + (is_numbered ? big_endian_text(output.child) : ""));
    }
  }

  void go_on(std::map<std::size_t, Reached>& reached, std::size_t stage) {
    const PlannedStage& planned = plan_.stages[stage];
    for (std::size_t input = 0; input < planned.inputs.size(); ++input) {
      for (std::size_t position = 0; position < planned.inputs[input].size(); ++position) {
        const auto from = reached.find(planned.inputs[input][position].stage);
        if (from == reached.end() || !from->second.is_reached) continue;
        const Reached before = from->second;
        if (planned.about().inputs[input].once)
          take_all(reached[stage], stage);
        else if (planned.is_collector())
          collect(reached[stage], stage, before);
        else
          follow(reached[stage], stage, before, static_cast<std::uint16_t>(position));
      }
    }
  }

  void follow(Reached& to, std::size_t stage, const Reached& before, std::uint16_t position) {
    for (const std::string& start : before.starts) {
      const std::string mine = big_endian_text(position) + start;
      if (!plan_.stages[stage].is_cached) {
        to.is_reached = true;
        to.starts.push_back(mine);
        to.keys.insert(before.keys.begin(), before.keys.end());
        continue;
      }
      for (const store::RunUnit& unit : units_.under(stage, mine)) {
        add(LineageSide::below, stage, unit);
        leave(to, stage, unit, false);
      }
    }
  }

  // What passed through a collector is known by its content or its key; what was made of everything descends from each.
  void collect(Reached& to, std::size_t stage, const Reached& before) {
    for (const store::RunUnit& unit : units_.all(stage)) {
      add(LineageSide::below, stage, unit);
      const auto record = units_.read(unit);
      if (!record) continue;
      const auto is_it = [&](const store::Output& output) {
        return before.digests.contains(output.digest) || before.keys.contains(output.key);
      };
      const bool is_passed_on = std::ranges::any_of(record->outputs, is_it);
      for (const store::Output& output : record->outputs) {
        if (is_passed_on && !is_it(output)) continue;
        to.is_reached = true;
        to.digests.insert(output.digest);
        to.keys.insert(output.key);
        const bool is_numbered = !plan_.stages[stage].about().at_most_one;
        to.starts.push_back(is_numbered ? big_endian_text(output.child) : "");
      }
    }
  }

  void take_all(Reached& to, std::size_t stage) {
    const std::uint64_t count = plan_.stages[stage].is_collector() ? 1 : units_.count(stage);
    if (count == 0 || to.is_reached) return;
    if (count == 1) {
      for (const store::RunUnit& unit : units_.all(stage)) add(LineageSide::below, stage, unit);
    } else {
      steps_[stage].push_back({.side = LineageSide::below,
                               .stage = plan_.stages[stage].name,
                               .unit = {},
                               .units = count,
                               .outcome = {},
                               .reason = {},
                               .records = {},
                               .run = units_.run_of(stage)});
    }
    to.is_reached = true;
    to.starts.emplace_back();  // everything begins with it
  }

  const Plan& plan_;
  KeptUnits units_;
  const std::string& wanted_;
  const std::vector<std::size_t> order_;
  FoundRecords found_;
  std::set<std::tuple<std::size_t, store::Digest, std::string>> seen_;
  std::map<std::size_t, std::vector<LineageStep>> steps_;
};

}  // namespace

base::Result<Lineage> lineage_of(const Plan& plan, const store::Store& store, const std::string& wanted) {
  try {
    return Search(plan, store, wanted).run();
  } catch (const flow::Failure& failure) {
    return std::unexpected(failure.error());
  }
}

}  // namespace flowrun::graph
