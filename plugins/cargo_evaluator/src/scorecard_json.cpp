#include <fmt/format.h>
#include <json_text/quoted.hpp>

#include <cargo_evaluator/scorecard.hpp>

namespace cargo_evaluator {
namespace {

// Keys and values with commas and indents, in the order in which they are given.
class Writer {
 public:
  void open(char bracket) {
    separate();
    text_ += bracket;
    indent_ += 2;
    is_first_ = true;
  }
  void open(std::string_view key, char bracket) {
    name(key);
    open(bracket);
  }
  void close(char bracket) {
    indent_ -= 2;
    if (!is_first_) new_line();
    text_ += bracket;
    is_first_ = false;
  }
  void text(std::string_view value) { raw(json_text::quoted(value)); }
  void text(std::string_view key, std::string_view value) { name(key), text(value); }
  // -0 and 0 are the same number.
  void number(std::string_view key, double value) {
    name(key), raw(fmt::format("{:.6g}", value == 0 ? 0.0 : value));
  }
  void count(std::string_view key, std::size_t value) { name(key), raw(fmt::format("{}", value)); }
  void nothing(std::string_view key) { name(key), raw("null"); }
  std::string take() && { return std::move(text_) + "\n"; }

 private:
  void new_line() { text_ += "\n" + std::string(indent_, ' '); }
  void separate() {
    if (named_) {
      named_ = false;
      return;
    }
    if (text_.empty()) return;
    if (!is_first_) text_ += ',';
    new_line();
    is_first_ = false;
  }
  void name(std::string_view key) {
    separate();
    text_ += json_text::quoted(key) + ": ";
    named_ = true;
  }
  void raw(const std::string& value) {
    separate();
    text_ += value;
    is_first_ = false;
  }

  std::string text_;
  std::size_t indent_ = 0;
  bool is_first_ = true;
  bool named_ = false;
};

void write(Writer& json, std::string_view key, const Interval& interval) {
  json.open(key, '{');
  json.number("low", interval.low);
  json.number("high", interval.high);
  json.close('}');
}

void write(Writer& json, std::string_view key, const Rate& rate) {
  json.open(key, '{');
  json.number("rate", rate.value);
  json.count("tasks", rate.tasks);
  write(json, "interval_95", rate.interval);
  json.close('}');
}

void write(Writer& json, const Group& group) {
  json.count("tasks", group.tasks);
  json.count("verdicts", group.verdicts);
  write(json, "strict", group.strict);
  write(json, "hidden_tests", group.hidden_tests);
  json.number("total", group.total);
  json.open("criteria", '{');
  for (const CriterionMean& one : group.criteria) {
    json.open(one.name, '{');
    json.count("applicable", one.applicable);
    if (one.applicable > 0)
      json.number("mean", one.mean);
    else
      json.nothing("mean");
    json.close('}');
  }
  json.close('}');
}

void write(Writer& json, const Variant& variant) {
  json.open('{');
  json.text("variant", variant.name);
  json.open("made_with", '[');
  for (const std::string& one : variant.made_with) json.text(one);
  json.close(']');
  write(json, variant.all);
  json.open("gaps", '{');
  for (const auto& [gap, group] : variant.gaps) {
    json.open(gap, '{');
    write(json, group);
    json.close('}');
  }
  json.close('}');
  json.open("statuses", '{');
  for (const auto& [status, count] : variant.statuses) json.count(status, count);
  json.close('}');
  json.open("missing_tasks", '[');
  for (const std::string& task : variant.missing) json.text(task);
  json.close(']');
  json.close('}');
}

void write(Writer& json, const Difference& one) {
  json.open('{');
  json.text("measure", one.measure);
  json.count("tasks", one.tasks);
  for (const auto& [key, value] : {std::pair("base", one.base), std::pair("tuned", one.tuned),
                                   std::pair("difference", one.difference)}) {
    if (one.tasks > 0)
      json.number(key, value);
    else
      json.nothing(key);
  }
  if (one.interval)
    write(json, "interval_95", *one.interval);
  else
    json.nothing("interval_95");
  if (one.p)
    json.number("p", *one.p);
  else
    json.nothing("p");
  json.close('}');
}

}  // namespace

std::string scorecard_json(const Scorecard& card) {
  Writer json;
  json.open('{');
  json.count("tasks", card.tasks);
  json.count("verdicts", card.verdicts);
  json.number("infrastructure_rate", card.infrastructure_rate);
  json.open("variants", '[');
  for (const Variant& variant : card.variants) write(json, variant);
  json.close(']');
  if (card.comparison) {
    json.open("comparison", '{');
    json.count("pairs", card.comparison->pairs);
    json.count("tuned_better", card.comparison->tuned_better);
    json.count("base_better", card.comparison->base_better);
    json.open("differences", '[');
    for (const Difference& one : card.comparison->differences) write(json, one);
    json.close(']');
    json.close('}');
  } else {
    json.nothing("comparison");
  }
  json.open("limits", '[');
  for (const std::string& limit : card.limits) json.text(limit);
  json.close(']');
  json.open("toolchains", '[');
  for (const std::string& toolchain : card.toolchains) json.text(toolchain);
  json.close(']');
  json.close('}');
  return std::move(json).take();
}

}  // namespace cargo_evaluator
