#include "record_fates.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

namespace flowrun::cli {
namespace {

constexpr std::size_t most_candidates = 10;

std::string outcome_of(const store::UnitRecord& unit) {
  switch (unit.outcome) {
    case store::Outcome::emitted:
      return fmt::format("emitted {} record{}", unit.outputs.size(), unit.outputs.size() == 1 ? "" : "s");
    case store::Outcome::dropped:
      return "dropped";
    case store::Outcome::failed:
      return "failed";
    case store::Outcome::rejected:
      return "rejected";
  }
  return "";
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

store::Result<RecordFates> among_units(const AskedStage& asked, std::string_view key,
                                       std::size_t most_parts) {
  auto units = asked.store.find_units(asked.run, asked.stage.name, key, most_candidates + 1);
  if (!units) return std::unexpected(units.error());
  RecordFates fates;
  if (units->empty()) return fates;
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

// A collector has one unit, which names the records of its input that it left out, and those that it emitted.
store::Result<RecordFates> within_unit(const AskedStage& asked, std::string_view key) {
  RecordFates fates;
  const auto units = asked.store.units_of(asked.run, asked.stage.name);
  if (!units) return std::unexpected(units.error());
  if (units->empty()) return fates;
  const store::RunUnit& place = units->front();
  const auto unit = asked.store.find_unit(place.unit);
  if (!unit) return std::unexpected(unit.error());
  if (!*unit) return fates;
  std::array<std::vector<Fate>, 3> matches;  // by KeyMatch
  const auto add = [&](Fate fate) {
    const auto match = store::match_of(fate.key, key);
    if (match != store::KeyMatch::none) matches[static_cast<std::size_t>(match)].push_back(std::move(fate));
  };
  for (const store::LeftOut& part : (**unit).left_out)
    add({part.part, "dropped", part.reason, part.evidence});
  for (const store::Reject& part : (**unit).rejects) add({part.part, "rejected", part.text, ""});
  for (const store::Output& output : (**unit).outputs) add({output.key, "emitted", "", ""});
  std::vector<Fate> all;
  for (std::vector<Fate>& some : matches) std::ranges::move(some, std::back_inserter(all));
  if (all.empty()) return fates;
  const std::string first = all.front().key;
  const auto is_other = [&](const Fate& fate) { return fate.key != first; };
  if (first != key && std::ranges::any_of(all, is_other)) {
    name_candidates(all, [](const auto& fate) { return fate.key; }, fates);
    return fates;
  }
  std::erase_if(all, is_other);
  for (Fate& fate : all) fates.records.push_back({.unit = place, .whole = std::move(fate), .parts = {}});
  return fates;
}

}  // namespace

store::Result<RecordFates> find_record(const AskedStage& asked, std::string_view key,
                                       std::size_t most_parts) {
  return asked.stage.is_collector() ? within_unit(asked, key) : among_units(asked, key, most_parts);
}

}  // namespace flowrun::cli
