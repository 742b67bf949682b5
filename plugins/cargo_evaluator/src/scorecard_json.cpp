#include <cmath>

#include <fmt/format.h>

#include <base/json_writer.hpp>
#include <cargo_evaluator/scorecard.hpp>

namespace cargo_evaluator {
namespace {

using base::JsonWriter;

std::string six_digits(double value) { return fmt::format("{:.6g}", value); }

// What rounding leaves of a difference that is none is 0; so is -0.
void number(JsonWriter& json, std::string_view key, double value) {
  constexpr double least = 1e-12;
  json.key(key).raw(six_digits(std::abs(value) < least ? 0.0 : value));
}

void write(JsonWriter& json, std::string_view key, const Interval& interval) {
  json.key(key).begin_object();
  number(json, "low", interval.low);
  number(json, "high", interval.high);
  json.end_object();
}

void write(JsonWriter& json, std::string_view key, const Rate& rate) {
  json.key(key).begin_object();
  number(json, "rate", rate.value);
  json.member("tasks", rate.tasks);
  write(json, "interval_95", rate.interval);
  json.end_object();
}

void write(JsonWriter& json, const Group& group) {
  json.member("tasks", group.tasks);
  json.member("verdicts", group.verdicts);
  write(json, "strict", group.strict);
  write(json, "hidden_tests", group.hidden_tests);
  number(json, "total", group.total);
  json.key("criteria").begin_object();
  for (const CriterionMean& one : group.criteria) {
    json.key(base::name_of(one.name)).begin_object();
    json.member("applicable", one.applicable);
    if (one.applicable > 0)
      number(json, "mean", one.mean);
    else
      json.key("mean").null();
    json.end_object();
  }
  json.end_object();
}

void write(JsonWriter& json, const Variant& variant) {
  json.begin_object();
  json.member("variant", variant.name);
  json.key("made_with").begin_array();
  for (const rust_tasks::MadeWith& made : variant.made_with) {
    json.begin_object().member("model", made.model).member("adapter", made.adapter);
    json.member("limits", made.limits).end_object();
  }
  json.end_array();
  write(json, variant.all);
  json.key("gaps").begin_object();
  for (const auto& [gap, group] : variant.gaps) {
    json.key(base::name_of(gap)).begin_object();
    write(json, group);
    json.end_object();
  }
  json.end_object();
  json.key("statuses").begin_object();
  for (const auto& [status, count] : variant.statuses) json.member(base::name_of(status), count);
  json.end_object();
  json.member("missing_tasks", variant.missing);
  json.end_object();
}

// `other`: whom base is compared with.
void write(JsonWriter& json, const Difference& one, std::string_view other) {
  json.begin_object();
  json.member("measure", one.measure);
  json.member("tasks", one.tasks);
  for (const auto& [key, value] : {std::pair<std::string_view, double>("base", one.base),
                                   std::pair<std::string_view, double>(other, one.tuned),
                                   std::pair<std::string_view, double>("difference", one.difference)}) {
    if (one.tasks > 0)
      number(json, key, value);
    else
      json.key(key).null();
  }
  if (one.interval)
    write(json, "interval_95", *one.interval);
  else
    json.key("interval_95").null();
  // A p value as small as that is a result.
  if (one.p)
    json.key("p").raw(six_digits(*one.p));
  else
    json.key("p").null();
  json.end_object();
}

void write(JsonWriter& json, const GapComparison& one) {
  json.begin_object();
  json.member("variant", one.variant);
  json.member("gap", one.gap);
  json.key("strict");
  write(json, one.strict, "variant");
  json.key("tool_sequence_met");
  write(json, one.tool_sequence, "variant");
  json.end_object();
}

}  // namespace

std::string scorecard_json(const Scorecard& card) {
  JsonWriter json(JsonWriter::Layout::indented);
  json.begin_object();
  json.member("tasks", card.tasks);
  json.member("verdicts", card.verdicts);
  number(json, "infrastructure_rate", card.infrastructure_rate);
  json.key("variants").begin_array();
  for (const Variant& variant : card.variants) write(json, variant);
  json.end_array();
  if (card.comparison) {
    json.key("comparison").begin_object();
    json.member("pairs", card.comparison->pairs);
    json.member("tuned_better", card.comparison->tuned_better);
    json.member("base_better", card.comparison->base_better);
    json.key("differences").begin_array();
    for (const Difference& one : card.comparison->differences) write(json, one, "tuned");
    json.end_array();
    json.end_object();
  } else {
    json.key("comparison").null();
  }
  json.key("against_base").begin_array();
  for (const VariantComparison& one : card.against_base) {
    if (!one.unfair.empty()) continue;
    json.begin_object();
    json.member("variant", one.variant);
    json.key("strict");
    write(json, one.strict, "variant");
    json.end_object();
  }
  json.end_array();
  json.key("by_gap").begin_array();
  for (const GapComparison& one : card.by_gap) write(json, one);
  json.end_array();
  json.member("limits", card.limits);
  json.member("toolchains", card.toolchains);
  json.end_object();
  return std::move(json).take() + "\n";
}

}  // namespace cargo_evaluator
