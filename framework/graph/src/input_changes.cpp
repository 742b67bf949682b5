#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <base/json.hpp>
#include <graph/input_changes.hpp>
#include <graph/unit_outlook.hpp>

#include "given_records.hpp"

namespace flowrun::graph {
namespace {

const StageForecast* forecast_of(const Forecast& forecast, std::string_view stage) {
  const auto found = std::ranges::find(forecast.stages, stage, &StageForecast::stage);
  return found == forecast.stages.end() ? nullptr : &*found;
}

class Comparison {
 public:
  Comparison(const Plan& plan, const Forecast& forecast, const PlannedStage& stage, const store::Store& store)
      : plan_(plan), forecast_(forecast), stage_(stage), store_(store) {}

  store::Result<InputChanges> compare() {
    told_ = forecast_of(forecast_, stage_.name);
    if (!stage_.is_cached)
      return unknown(fmt::format("not known: {} is not cached, so what it took is not kept", stage_.name));
    if (!told_ || told_->status != StageStatus::finished)
      return unknown("not known: the stage would not run");
    return stage_.is_collector() ? compare_all() : compare_each();
  }

 private:
  static InputChanges unknown(std::string why) {
    InputChanges changes;
    changes.unknown = std::move(why);
    return changes;
  }
  [[nodiscard]] std::string depends() const {
    return fmt::format("depend{} on what {} gives", told_->depends == 1 ? "s" : "",
                       fmt::join(told_->depends_on, ", "));
  }

  // Each record is a unit.
  store::Result<InputChanges> compare_each() {
    const auto units = store_.units_of(told_->last_run, stage_.name);
    if (!units) return std::unexpected(units.error());
    GivenRecords before, now;
    for (const store::RunUnit& unit : *units) {
      if (!is_unlisted(unit)) before.push_back({unit.record_key, unit.input});
    }
    std::vector<std::string> open;  // keys of those that may come, with whatever content
    for (const UnitForecast& one : told_->units) {
      if (one.unit.verdict == Verdict::depends)
        open.push_back(one.unit.record_key);
      else
        now.push_back({one.unit.record_key, one.unit.input});
    }
    std::ranges::sort(open);
    std::erase_if(before, [&](const GivenRecord& one) { return std::ranges::binary_search(open, one.key); });
    InputChanges changes = compare(std::move(before), std::move(now));
    if (!open.empty())
      changes.unknown = fmt::format("not known without running: {} record{} {}", open.size(),
                                    open.size() == 1 ? "" : "s", depends());
    return changes;
  }

  // All records are one unit.
  store::Result<InputChanges> compare_all() {
    if (told_->depends > 0) return unknown("not known without running: it " + depends());
    GivenRecords before, now;
    for (const PortRef& from : stage_.inputs[0]) {
      const PlannedStage& producer = plan_.stages[from.stage];
      const StageForecast* given = forecast_of(forecast_, producer.name);
      if (!producer.is_cached || !given)
        return unknown(
            fmt::format("not known: {} is not cached, so what it gave is not kept", producer.name));
      const auto then = given_in_run(plan_, from, told_->last_run, store_);
      if (!then) return std::unexpected(then.error());
      if (!*then)
        return unknown(fmt::format("not known: what {} gave then is not in the store", producer.name));
      std::vector<store::Digest> units;
      for (const UnitForecast& one : given->units) units.push_back(one.unit.unit);
      const auto current = given_by(units, from.port, store_);
      if (!current) return std::unexpected(current.error());
      if (!*current)
        return unknown(fmt::format("not known: what {} gives is not in the store", producer.name));
      std::ranges::copy(**then, std::back_inserter(before));
      std::ranges::copy(**current, std::back_inserter(now));
    }
    const std::size_t count = before.size();
    InputChanges changes = compare(std::move(before), std::move(now));
    if (changes.added + changes.removed + changes.changed > 0 || told_->units.empty()) return changes;
    const UnitForecast& unit = told_->units.front();
    if (!unit.before || unit.before->input == unit.unit.input) return changes;
    const auto last = store_.stage_of(told_->last_run, stage_.name);
    if (!last) return std::unexpected(last.error());
    if (*last && (**last).counts.items != count)
      changes.unknown = fmt::format("{} records then, of other stages, too", (**last).counts.items);
    else
      changes.is_reordered = true;
    return changes;
  }

  InputChanges compare(GivenRecords before, GivenRecords now) const {
    InputChanges changes;
    std::ranges::sort(before);
    std::ranges::sort(now);
    GivenRecords gone, come;
    std::ranges::set_difference(before, now, std::back_inserter(gone));
    std::ranges::set_difference(now, before, std::back_inserter(come));
    auto old = gone.begin();
    for (const GivenRecord& one : come) {
      for (; old != gone.end() && old->key < one.key; ++old) remove(old->key, changes);
      if (old == gone.end() || old->key != one.key) {
        if (++changes.added <= InputChanges::most_listed) changes.added_keys.push_back(one.key);
      } else if (++changes.changed <= InputChanges::most_listed) {
        changes.changed_records.push_back(changed_record(stage_, one.key, old->digest, one.digest, store_));
        ++old;
      } else {
        ++old;
      }
    }
    for (; old != gone.end(); ++old) remove(old->key, changes);
    return changes;
  }

  static void remove(const std::string& key, InputChanges& changes) {
    if (++changes.removed <= InputChanges::most_listed) changes.removed_keys.push_back(key);
  }

  const Plan& plan_;
  const Forecast& forecast_;
  const PlannedStage& stage_;
  const store::Store& store_;
  const StageForecast* told_ = nullptr;
};

std::optional<base::Json> content_of(const store::Digest& digest, const store::Store& store) {
  const auto json = store.read_payload(digest);
  if (!json) return std::nullopt;
  auto parsed = base::parse_json(*json);
  return parsed ? std::optional(std::move(*parsed)) : std::nullopt;
}

}  // namespace

ChangedRecord changed_record(const PlannedStage& stage, std::string key, const store::Digest& before,
                             const store::Digest& now, const store::Store& store) {
  ChangedRecord record{.key = std::move(key), .fields = {}, .unknown = {}};
  if (stage.is_source()) {
    record.unknown = "its fingerprint changed; what the source read of it is not kept";
    return record;
  }
  const auto then = content_of(before, store), current = content_of(now, store);
  if (then && current)
    record.fields = base::json_differences(*then, *current, InputChanges::most_listed);
  else
    record.unknown = then ? "what it is now is not in the store" : "what it was then is not in the store";
  return record;
}

store::Result<InputChanges> input_changes(const Plan& plan, const Forecast& forecast, std::string_view stage,
                                          const store::Store& store) {
  return Comparison(plan, forecast, plan.stages[*plan.find(stage)], store).compare();
}

store::Result<std::vector<std::string>> input_keys(const Plan& plan, const PlannedStage& collector,
                                                   store::RunId run, const store::Store& store) {
  std::vector<std::string> keys;
  for (const PortRef& from : collector.inputs[0]) {
    const auto given = given_in_run(plan, from, run, store);
    if (!given) return std::unexpected(given.error());
    if (!*given) continue;
    for (const GivenRecord& one : **given) keys.push_back(one.key);
  }
  return keys;
}

}  // namespace flowrun::graph
