#include "record_fates.hpp"

#include <algorithm>
#include <functional>
#include <ranges>
#include <set>
#include <utility>

#include <fmt/format.h>

#include <base/counted.hpp>
#include <graph/input_changes.hpp>

namespace flowrun::cli {
namespace {

constexpr std::size_t most_candidates = 10;

std::string outcome_of(const store::UnitRecord& unit) {
  const std::string_view name = base::name_of(unit.outcome);
  if (unit.outcome != store::Outcome::emitted) return std::string(name);
  return fmt::format("{} {}", name, base::counted(unit.outputs.size(), "record"));
}

RecordFate fate_of(const store::RunUnit& place, const store::UnitRecord& unit, std::size_t most_parts) {
  RecordFate fate{
      .unit = place, .whole = {place.record_key, outcome_of(unit), "", unit.evidence}, .parts = {}};
  // Of an emitted one it has the counts of the parts.
  if (unit.outcome != store::Outcome::emitted) fate.whole.reason = unit.reason;
  const auto add = [&](Fate part) {
    if (++fate.part_count <= most_parts) fate.parts.push_back(std::move(part));
  };
  for (const store::LeftOut& part : unit.left_out) add({part.part, "left out", part.reason, part.evidence});
  for (const store::Reject& part : unit.rejects) add({part.part, "rejected", part.text, ""});
  return fate;
}

// Of several with different keys only these are given.
template <class Records, class KeyOf>
void name_candidates(const Records& records, KeyOf key_of, RecordFates& fates) {
  for (const auto& one : records) {
    const std::string& key = key_of(one);
    if (std::ranges::find(fates.candidates, key) != fates.candidates.end()) continue;
    if (fates.candidates.size() == most_candidates) {
      fates.are_all = false;
      return;
    }
    fates.candidates.push_back(key);
  }
}

bool gave(const store::UnitRecord& unit, std::string_view key) {
  return std::ranges::any_of(unit.outputs, [&](const auto& output) { return output.key == key; }) ||
         std::ranges::any_of(unit.left_out, [&](const auto& part) { return part.part == key; });
}

// The unit that emitted or left out a record with this key: mostly it is named in it.
store::Result<RecordFates> by_part(const AskedStage& asked, std::string_view key, std::size_t most_parts) {
  constexpr std::size_t most_tried = 3;  // each is a search
  std::vector<std::string_view> names;
  for (std::size_t begin = 0; begin <= key.size();) {
    const std::size_t end = std::min(key.find_first_of("/@:_-", begin), key.size());
    if (end > begin) names.push_back(key.substr(begin, end - begin));
    begin = end + 1;
  }
  std::ranges::stable_sort(names, std::greater(), &std::string_view::size);
  RecordFates fates;
  for (const std::string_view name : names | std::views::take(most_tried)) {
    const auto units = asked.store.find_units(asked.run, asked.stage.name, name, most_candidates);
    if (!units) return std::unexpected(units.error());
    for (const store::RunUnit& place : *units) {
      const auto unit = asked.store.find_unit(place.unit);
      if (!unit) return std::unexpected(unit.error());
      if (!*unit || !gave(**unit, key)) continue;
      fates.records.push_back(fate_of(place, **unit, most_parts));
      return fates;
    }
  }
  return fates;
}

store::Result<RecordFates> among_units(const AskedStage& asked, std::string_view key,
                                       std::size_t most_parts) {
  auto units = asked.store.find_units(asked.run, asked.stage.name, key, most_candidates + 1);
  if (!units) return std::unexpected(units.error());
  if (units->empty()) return by_part(asked, key, most_parts);
  RecordFates fates;
  const std::string& first = units->front().record_key;
  const auto is_other = [&](const store::RunUnit& unit) { return unit.record_key != first; };
  if (first != key && std::ranges::any_of(*units, is_other)) {
    name_candidates(*units, [](const auto& unit) { return unit.record_key; }, fates);
    return fates;
  }
  for (const store::RunUnit& place : *units) {
    if (is_other(place)) break;
    const auto unit = asked.store.find_unit(place.unit);
    if (!unit) return std::unexpected(unit.error());
    if (*unit) fates.records.push_back(fate_of(place, **unit, most_parts));
  }
  return fates;
}

// What a collector's unit tells of records: those of its input that it left out, and those that it emitted.
std::vector<Fate> fates_within(const store::UnitRecord& unit) {
  std::vector<Fate> fates;
  for (const store::LeftOut& part : unit.left_out)
    fates.push_back({part.part, "dropped", part.reason, part.evidence});
  for (const store::Reject& part : unit.rejects) fates.push_back({part.part, "rejected", part.text, ""});
  for (const store::Output& output : unit.outputs) fates.push_back({output.key, "emitted", "", ""});
  return fates;
}

// Adds the other records of its input, unless they are many.
store::Result<void> add_taken(const AskedStage& asked, std::vector<Fate>& fates) {
  const auto are_few = has_few_records(asked);
  if (!are_few) return std::unexpected(are_few.error());
  if (!*are_few) return {};
  auto keys = graph::input_keys(asked.plan, asked.stage, asked.run, asked.store);
  if (!keys) return std::unexpected(keys.error());
  std::set<std::string, std::less<>> told;
  for (const Fate& fate : fates) told.insert(fate.key);
  for (std::string& key : *keys) {
    if (told.insert(key).second) fates.push_back({std::move(key), "taken", "", ""});
  }
  return {};
}

store::Result<RecordFates> within_unit(const AskedStage& asked, std::string_view key) {
  RecordFates found;
  const auto units = asked.store.units_of(asked.run, asked.stage.name);
  if (!units) return std::unexpected(units.error());
  if (units->empty()) return found;
  const store::RunUnit& place = units->front();
  const auto unit = asked.store.find_unit(place.unit);
  if (!unit) return std::unexpected(unit.error());
  if (!*unit) return found;
  std::vector<Fate> fates = fates_within(**unit);
  if (auto added = add_taken(asked, fates); !added) return std::unexpected(added.error());
  const auto match = [&](const Fate& fate) { return store::match_of(fate.key, key); };
  std::erase_if(fates, [&](const Fate& fate) { return match(fate) == store::KeyMatch::none; });
  std::ranges::stable_sort(fates, {}, match);
  if (fates.empty()) return found;
  const std::string first = fates.front().key;
  const auto is_other = [&](const Fate& fate) { return fate.key != first; };
  if (first != key && std::ranges::any_of(fates, is_other)) {
    name_candidates(fates, [](const auto& fate) { return fate.key; }, found);
    return found;
  }
  std::erase_if(fates, is_other);
  for (Fate& fate : fates) found.records.push_back({.unit = place, .whole = std::move(fate), .parts = {}});
  return found;
}

}  // namespace

store::Result<RecordFates> find_record(const AskedStage& asked, std::string_view key,
                                       std::size_t most_parts) {
  return asked.stage.is_collector() ? within_unit(asked, key) : among_units(asked, key, most_parts);
}

}  // namespace flowrun::cli
