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
      .version = 3,
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
  // What runs are compared by: of each variant the shares of its tasks, and the mean of its points.
  static void tell_headlines(const cargo_evaluator::Scorecard& card, flow::Context& context) {
    for (const cargo_evaluator::Variant& variant : card.variants) {
      context.metric(variant.name + " strict", variant.all.strict.value);
      context.metric(variant.name + " hidden_tests", variant.all.hidden_tests.value);
      context.metric(variant.name + " total", variant.all.total);
    }
  }
};
