#include "why_next.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <graph/unit_outlook.hpp>
#include <plugins/loader.hpp>

#include "forecast_text.hpp"
#include "output.hpp"
#include "why_text.hpp"

namespace flowrun::cli {
namespace {

using graph::Verdict;

NextRun from_forecast(const AskedStage& asked, const graph::StageForecast& told, const store::RunUnit& unit) {
  NextRun next;
  const auto found = std::ranges::find_if(
      told.units, [&](const auto& one) { return one.unit.record_key == unit.record_key; });
  if (found == told.units.end()) {
    if (told.depends == 0) {
      next.note = "it is not in the input any more";
      return next;
    }
    next.verdict = Verdict::depends;
  } else {
    next.verdict = found->unit.verdict;
    next.reason = found->reason;
  }
  next.changes = told.changes;
  if (next.verdict == Verdict::depends) {
    next.depends_on = told.depends_on;
  } else if (found->unit.input != unit.input && !asked.stage.is_collector()) {
    next.record =
        graph::changed_record(asked.stage, unit.record_key, unit.input, found->unit.input, asked.store);
  }
  return next;
}

// Nothing where the stage would not come to run.
std::optional<NextRun> by_dry_run(const AskedStage& asked, const store::RunUnit& unit) {
  graph::RunOptions options;
  options.to = asked.stage.name;
  plugins::Loader loader;
  const auto forecast = graph::forecast(asked.plan, options, asked.store, asked.store_path, loader);
  if (!forecast) return std::nullopt;
  for (const graph::StageForecast& told : forecast->stages) {
    if (told.stage == asked.stage.name && told.status == graph::StageStatus::finished)
      return from_forecast(asked, told, unit);
  }
  return std::nullopt;
}

std::string words_for(const NextRun& next) {
  if (!next.verdict) return next.note;
  switch (*next.verdict) {
    case Verdict::restore:
      return "restored";
    case Verdict::depends:
      return fmt::format("depends on what {} gives", fmt::join(next.depends_on, ", "));
    case Verdict::run:
      break;
  }
  std::string words =
      "run again: " + std::string(base::name_of(next.reason.value_or(graph::RunReason::settings)));
  if (next.reason != graph::RunReason::settings && next.reason != graph::RunReason::once_input) return words;
  std::vector<std::string> changes;
  for (const graph::Change& change : next.changes) changes.push_back(text_of(change));
  return fmt::format("{} ({})", words, fmt::join(changes, "; "));
}

}  // namespace

store::Result<NextRun> next_run_of(const AskedStage& asked, const store::RunUnit& unit) {
  if (graph::is_unlisted(unit)) return NextRun{.verdict = {}, .note = "as the source decides when it lists"};
  const auto are_few = has_few_records(asked);
  if (!are_few) return std::unexpected(are_few.error());
  if (*are_few) {
    if (auto next = by_dry_run(asked, unit)) return *std::move(next);
  }
  auto outlook = graph::outlook_of(asked.stage, asked.last, unit, {}, asked.store);
  if (!outlook) return std::unexpected(outlook.error());
  return NextRun{.verdict = outlook->verdict,
                 .note = {},
                 .reason = outlook->reason,
                 .changes = std::move(outlook->changes),
                 .is_sure = false};
}

void print_next(std::size_t indent, const NextRun& next) {
  print_out(fmt::format("{:{}}next run: {}{}\n", "", indent, words_for(next),
                        next.is_sure ? "" : ", if its input is what it was"));
  if (next.record) print_fields(indent + 2, *next.record);
}

void write_next(base::JsonWriter& json, const NextRun& next) {
  json.begin_object()
      .member("verdict", next.verdict)
      .member("note", next.note)
      .member("reason", next.reason)
      .member("if_input_is_the_same", !next.is_sure)
      .member("depends_on", next.depends_on);
  write_changes(json, next.changes);
  if (next.record) write_fields(json, *next.record);
  json.end_object();
}

}  // namespace flowrun::cli
