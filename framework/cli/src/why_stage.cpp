#include "why_stage.hpp"

#include <vector>

#include <fmt/format.h>

#include "forecast_text.hpp"
#include "output.hpp"
#include "why_text.hpp"

namespace flowrun::cli {
namespace {

using graph::ChangedRecord;
using graph::InputChanges;
using graph::StageForecast;
using graph::UnitForecast;

// The units that would run: the first of them, and how many there are.
struct Due {
  explicit Due(const StageForecast& told) {
    for (const UnitForecast& one : told.units) {
      if (one.reason && ++count <= InputChanges::most_listed) first.push_back(&one);
    }
  }
  std::vector<const UnitForecast*> first;
  std::uint64_t count = 0;
};

void print_keys(std::string_view what, const std::vector<std::string>& keys, std::uint64_t count) {
  for (const std::string& key : keys) print_out(fmt::format("  {}: {}\n", what, shortened(key)));
  print_more(2, count, keys.size());
}

void print_input(const InputChanges& input) {
  const bool has_changed = input.added + input.removed + input.changed > 0;
  std::string line = "input: ";
  if (has_changed)
    line += fmt::format("{} added, {} removed, {} changed", input.added, input.removed, input.changed);
  else if (input.is_reordered)
    line += "the same records in another order";
  else if (input.unknown.empty())
    line += "as it was";
  if (!input.unknown.empty()) line += (has_changed ? "; " : "") + input.unknown;
  print_out(line + "\n");
  print_keys("added", input.added_keys, input.added);
  print_keys("removed", input.removed_keys, input.removed);
  for (const ChangedRecord& record : input.changed_records) {
    print_out(fmt::format("  changed: {}\n", shortened(record.key)));
    print_fields(4, record);
  }
  print_more(2, input.changed, input.changed_records.size());
}

void print_text(const StageForecast& told, const store::StageRecord& last, const InputChanges& input) {
  print_out(fmt::format("run {}: {} in, {} emitted, {} dropped, {} rejected, {} failed\n", told.last_run,
                        last.counts.items, last.counts.emitted, last.counts.dropped, last.counts.rejected,
                        last.counts.failed));
  print_out(fmt::format("now: {} would run, {} be restored, {} depend on others\n", told.run, told.restore,
                        told.depends));
  for (const graph::Change& change : told.changes) print_out("  " + text_of(change) + "\n");
  const Due due(told);
  for (const UnitForecast* one : due.first)
    print_out(fmt::format("  {}: {}\n", shortened(one->unit.record_key), base::name_of(*one->reason)));
  print_more(2, due.count, due.first.size());
  for (const std::string& stage : told.depends_on) print_out("  depends on " + stage + "\n");
  print_input(input);
}

void write_input(base::JsonWriter& json, const InputChanges& input) {
  json.key("input")
      .begin_object()
      .member("added", input.added)
      .member("removed", input.removed)
      .member("changed", input.changed)
      .member("reordered", input.is_reordered)
      .member("unknown", input.unknown)
      .member("added_records", input.added_keys)
      .member("removed_records", input.removed_keys);
  json.key("changed_records").begin_array();
  for (const ChangedRecord& record : input.changed_records) {
    json.begin_object().member("record", record.key);
    write_fields(json, record);
    json.end_object();
  }
  json.end_array().end_object();
}

void print_json(const StageForecast& told, const store::StageRecord& last, const InputChanges& input) {
  base::JsonWriter json;
  json.begin_object();
  write_stage_members(json, told);
  json.key("counts")
      .begin_object()
      .member("in", last.counts.items)
      .member("emitted", last.counts.emitted)
      .member("dropped", last.counts.dropped)
      .member("rejected", last.counts.rejected)
      .member("failed", last.counts.failed)
      .end_object();
  const Due due(told);
  json.key("records").begin_array();
  for (const UnitForecast* one : due.first) write_record(json, *one);
  json.end_array().member("record_count", due.count);
  write_input(json, input);
  print_out(std::move(json.end_object()).take() + "\n");
}

}  // namespace

void print_stage(const StageForecast& told, const store::StageRecord& last, const InputChanges& input,
                 bool as_json) {
  if (as_json)
    print_json(told, last, input);
  else
    print_text(told, last, input);
}

}  // namespace flowrun::cli
