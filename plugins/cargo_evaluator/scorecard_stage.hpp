// scorecard: verdicts in, scorecard.json and report.html out.
#pragma once

#include <filesystem>
#include <fstream>
#include <utility>

#include <cargo_evaluator/scorecard.hpp>
#include <flow/stage.hpp>
#include <rust_tasks/scorecard_record.hpp>
#include <rust_tasks/verdict_record.hpp>

class Scorecard : public flow::Collector<rust_tasks::Verdict, rust_tasks::ScorecardFolder> {
 public:
  static constexpr flow::StageInfo info{
      .name = "scorecard",
      .version = 4,
      .summary = "Scores variants over all tasks, with intervals and evidence",
      .traits = flow::deterministic};

  flow::Result collect(Input& in, Emit& out, flow::Context& context) const {
    std::vector<rust_tasks::Verdict> verdicts;
    while (auto record = in.next()) verdicts.push_back(record->value());
    const auto folder = context.scratch() / "score";
    const cargo_evaluator::Scorecard card = cargo_evaluator::scorecard(verdicts);
    std::filesystem::create_directories(folder);
    for (const auto& [name, text] :
         {std::pair("scorecard.json", cargo_evaluator::scorecard_json(card)),
          std::pair("report.html", cargo_evaluator::report_html(card, verdicts))}) {
      if (!(std::ofstream(folder / name, std::ios::binary) << text).flush())
        return flow::failed({.problem = std::string("cannot write ") + name,
                             .what_to_do = "free disk space",
                             .is_transient = true});
    }
    tell_headlines(card, context);
    out({.folder = flow::Object::at(folder), .verdicts = static_cast<std::int64_t>(verdicts.size())},
        "scorecard");
    return flow::ok();
  }

 private:
  // What runs are compared by: of each variant the shares of its tasks, and the mean of its points; its difference to base
  // with the 95 % interval.
  static void tell_headlines(const cargo_evaluator::Scorecard& card, flow::Context& context) {
    for (const cargo_evaluator::Variant& variant : card.variants) {
      context.metric(variant.name + " strict", variant.all.strict.value);
      context.metric(variant.name + " hidden_tests", variant.all.hidden_tests.value);
      context.metric(variant.name + " total", variant.all.total);
    }
    for (const cargo_evaluator::VariantComparison& one : card.against_base) {
      if (!one.unfair.empty()) continue;
      const std::string name = one.variant + " - base strict";
      context.metric(name, one.strict.difference);
      if (one.strict.interval) {
        context.metric(name + ", low", one.strict.interval->low);
        context.metric(name + ", high", one.strict.interval->high);
      }
      if (one.strict.p) context.metric(name + ", p", *one.strict.p);
    }
  }
};
