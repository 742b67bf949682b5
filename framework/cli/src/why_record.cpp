#include "why_record.hpp"

#include <algorithm>
#include <optional>
#include <ranges>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <base/json_writer.hpp>
#include <base/printable.hpp>
#include <graph/last_run.hpp>
#include <report/style.hpp>

#include "command_hint.hpp"
#include "output.hpp"
#include "record_fates.hpp"
#include "why_next.hpp"
#include "why_text.hpp"

namespace flowrun::cli {
namespace {

using graph::ExitCode;

constexpr std::size_t most_parts = graph::InputChanges::most_listed;

std::string line_of(const Fate& fate) {
  std::string line = fate.key + ": " + fate.outcome;
  if (!fate.reason.empty()) line += ": " + fate.reason;
  if (!fate.evidence.empty()) line += " (" + fate.evidence + ")";
  return base::printable_line(line);
}

void print_text(const RecordFate& record, const NextRun& next) {
  print_out(line_of(record.whole) + "\n");
  for (const Fate& part : record.parts) print_out("  " + line_of(part) + "\n");
  print_more(2, record.part_count, record.parts.size());
  print_next(2, next);
}

void write_fate(base::JsonWriter& json, std::string_view name, const Fate& fate) {
  json.member(name, base::printable_line(fate.key))
      .member("outcome", fate.outcome)
      .member("reason", base::printable_line(fate.reason))
      .member("evidence", base::printable_line(fate.evidence));
}

void write_record(base::JsonWriter& json, const RecordFate& record, const NextRun& next) {
  json.begin_object();
  write_fate(json, "record", record.whole);
  json.key("parts").begin_array();
  for (const Fate& part : record.parts) {
    json.begin_object();
    write_fate(json, "part", part);
    json.end_object();
  }
  json.end_array().member("part_count", record.part_count).key("next");
  write_next(json, next);
  json.end_object();
}

// The last stage beside this one to which such a record came; "" if none.
std::string stage_that_has(const AskedStage& asked, std::string_view key) {
  for (const std::size_t s : asked.plan.upstream_first() | std::views::reverse) {
    const graph::PlannedStage& stage = asked.plan.stages[s];
    if (stage.is_collector() || stage.name == asked.stage.name) continue;
    const auto last = graph::last_run_of(asked.plan, stage, asked.store);
    if (!last || !*last) continue;
    const auto found = asked.store.find_units((**last).id, stage.name, key, 1);
    if (found && !found->empty()) return stage.name;
  }
  return "";
}

base::Error not_found(const AskedStage& asked, std::string_view key) {
  base::Error error{.problem = fmt::format("{} has no record {} in its last run ({})", asked.stage.name,
                                           base::printable_line(key), asked.run),
                    .why = {},
                    .what_to_do = "name its key, the beginning of it, or of a part of it behind / @ : _ -"};
  if (!asked.stage.is_cached) {
    error.why = "it is not cached, so its records are not kept";
    error.what_to_do = "set `cache: true` for it and run again";
  } else if (const std::string other = stage_that_has(asked, key); !other.empty()) {
    error.why = other + " has it";
    error.what_to_do =
        "ask that: " + command_hint("why", asked.options, {other, "--record", std::string(key)});
  } else if (const auto some = asked.store.find_units(asked.run, asked.stage.name, "", 1);
             some && !some->empty() && !asked.stage.is_collector()) {
    error.why = "its keys are like " + base::printable_line(some->front().record_key);
  }
  return error;
}

ExitCode tell_candidates(const AskedStage& asked, std::string_view key, const RecordFates& found,
                         bool as_json) {
  if (as_json) {
    base::JsonWriter json;
    json.begin_object()
        .member("stage", asked.stage.name)
        .member("run", asked.run)
        .member("records", std::vector<std::string>{})
        .member("candidates", found.candidates)
        .member("are_all", found.are_all)
        .end_object();
    print_out(std::move(json).take() + "\n");
  } else {
    for (const std::string& candidate : found.candidates) print_out(base::printable_line(candidate) + "\n");
  }
  report::print_error(fmt::format("{} fits {} records of {}{}: give more of the key",
                                  base::printable_line(key),
                                  found.are_all ? std::to_string(found.candidates.size())
                                                : fmt::format("more than {}", found.candidates.size()),
                                  asked.stage.name, as_json ? "" : ", listed above"));
  return ExitCode::finished_with_failures;
}

}  // namespace

ExitCode tell_record(const AskedStage& asked, std::string_view key, bool as_json) {
  const auto fail = [](const base::Error& error) {
    report::print_error(error.text());
    return ExitCode::finished_with_failures;
  };
  const auto found = find_record(asked, key, most_parts);
  if (!found) return fail(found.error().as_error());
  if (!found->candidates.empty()) return tell_candidates(asked, key, *found, as_json);
  if (found->records.empty()) return fail(not_found(asked, key));
  base::JsonWriter json;
  json.begin_object().member("stage", asked.stage.name).member("run", asked.run).key("records").begin_array();
  for (const RecordFate& record : found->records) {
    const auto next = next_run_of(asked, record.unit);
    if (!next) return fail(next.error().as_error());
    if (as_json)
      write_record(json, record, *next);
    else
      print_text(record, *next);
  }
  if (as_json) print_out(std::move(json.end_array().end_object()).take() + "\n");
  return ExitCode::all_well;
}

}  // namespace flowrun::cli
