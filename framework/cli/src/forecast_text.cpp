#include "forecast_text.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <base/printable.hpp>
#include <base/utf8.hpp>

namespace flowrun::cli {
namespace {

using graph::RunReason;
using graph::StageForecast;
using graph::UnitForecast;

constexpr std::size_t longest = 60;    // bytes of a value that is shown
constexpr std::size_t most_named = 3;  // records

bool is_of_content(std::string_view value) { return value.starts_with("sha256:") || value == "absent"; }

std::string records_of(const StageForecast& stage, RunReason reason, std::string_view what) {
  std::vector<std::string> named;
  std::size_t count = 0;
  for (const UnitForecast& one : stage.units) {
    if (one.reason != reason) continue;
    if (++count <= most_named) named.push_back(shortened(one.unit.record_key));
  }
  if (count == 0) return "";
  return fmt::format("{} {}: {}{}", count, what, fmt::join(named, ", "), count > most_named ? ", ..." : "");
}

std::string_view words_for(RunReason reason) {
  switch (reason) {
    case RunReason::new_record:
      return "new";
    case RunReason::input:
      return "changed";
    case RunReason::forced:
      return "forced";
    case RunReason::is_volatile:
      return "run each time";
    case RunReason::transient:
      return "failed before, and may do better";
    case RunReason::retried:
      return "failed before, retried";
    case RunReason::other_build:
      return "failed with another build of the plugin";
    case RunReason::payload_lost:
      return "with a result that is damaged or gone";
    case RunReason::unit_lost:
      return "whose result is not in the store";
    default:
      return "";  // told of the stage
  }
}

}  // namespace

std::string shortened(std::string_view text) {
  std::string line = base::printable_line(text);
  if (line.size() <= longest) return line;
  return std::string(base::utf8_prefix(line, longest)) + "...";
}

std::string text_of(const graph::Change& change) {
  if (is_of_content(change.before) && is_of_content(change.now))
    return "the content of " + change.name + " changed";
  const auto side = [](const std::string& value) { return value.empty() ? "(none)" : shortened(value); };
  return fmt::format("{} {} -> {}", change.name, side(change.before), side(change.now));
}

std::string reasons_of(const StageForecast& stage) {
  std::vector<std::string> reasons;
  if (stage.status != graph::StageStatus::finished) reasons.emplace_back(base::name_of(stage.status));
  const auto any = [&](RunReason reason) {
    return std::ranges::any_of(stage.units, [&](const auto& one) { return one.reason == reason; });
  };
  if (any(RunReason::never_ran)) reasons.emplace_back("has not finished a run");
  if (any(RunReason::settings) || any(RunReason::once_input) || any(RunReason::accounts)) {
    for (const graph::Change& change : stage.changes) reasons.push_back(text_of(change));
  }
  for (const RunReason reason : {RunReason::new_record, RunReason::input, RunReason::forced,
                                 RunReason::is_volatile, RunReason::transient, RunReason::retried,
                                 RunReason::other_build, RunReason::payload_lost, RunReason::unit_lost}) {
    if (auto text = records_of(stage, reason, words_for(reason)); !text.empty())
      reasons.push_back(std::move(text));
  }
  const bool has_uncached = any(RunReason::not_cached);
  if (has_uncached || (stage.run > 0 && reasons.empty())) reasons.emplace_back("is not cached");
  if (!stage.depends_on.empty())
    reasons.push_back(fmt::format("depends on {}", fmt::join(stage.depends_on, ", ")));
  return fmt::format("{}", fmt::join(reasons, "; "));
}

void write_changes(base::JsonWriter& json, const std::vector<graph::Change>& changes) {
  json.key("changes").begin_array();
  for (const graph::Change& change : changes) {
    json.begin_object()
        .member("name", change.name)
        .member("before", change.before)
        .member("now", change.now)
        .end_object();
  }
  json.end_array();
}

void write_stage_members(base::JsonWriter& json, const StageForecast& stage) {
  json.member("stage", stage.stage)
      .member("status", stage.status)
      .member("run", stage.run)
      .member("restore", stage.restore)
      .member("depends", stage.depends);
  write_changes(json, stage.changes);
  json.member("depends_on", stage.depends_on).member("last_run", stage.last_run);
}

void write_record(base::JsonWriter& json, const UnitForecast& one) {
  json.begin_object().member("record", one.unit.record_key).member("verdict", one.unit.verdict);
  json.member("reason", one.reason);
  if (!one.unit.unit.is_zero()) json.member("unit", one.unit.unit.hex());
  json.end_object();
}

void write_stage(base::JsonWriter& json, const StageForecast& stage, bool with_records) {
  json.begin_object();
  write_stage_members(json, stage);
  if (with_records) {
    json.key("records").begin_array();
    for (const UnitForecast& one : stage.units) write_record(json, one);
    json.end_array();
  }
  json.end_object();
}

}  // namespace flowrun::cli
