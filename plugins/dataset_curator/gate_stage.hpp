// review_gate: lets a data set pass that somebody has looked at.
#pragma once

#include <utility>

#include <fmt/format.h>

#include <chat/dataset_record.hpp>
#include <flow/stage.hpp>

struct GateParams {
  bool reviewed = false;
};

class ReviewGate : public flow::Transform<flow::Inputs<flow::Each<chat::DataSet, "dataset">>, chat::DataSet> {
 public:
  using Params = GateParams;
  static constexpr flow::StageInfo info{.name = "review_gate",
                                        .version = 1,
                                        .summary = "Passes a data set on once somebody has reviewed it",
                                        .traits = flow::deterministic | flow::at_most_one};
  static constexpr auto params = flow::params<Params>(flow::param(
      "reviewed", &Params::reviewed, "whether the data set has been looked at; what is not fails"));

  explicit ReviewGate(Params params) : params_(params) {}

  flow::Result process(const chat::DataSet& dataset, Emit& out, flow::Context&) const {
    if (!params_.reviewed)
      return flow::failed(
          "the data set has not been reviewed",
          fmt::format("{} examples to learn and {} to validate, and nobody has said that they are good",
                      dataset.train, dataset.valid),
          "look at samples.html and README.md in the published data set, write what to keep, drop or edit "
          "into "
          "the curator's review file (review.yaml) and run again; when it is good, go on with --set "
          "reviewed=true");
    out.pass();
    return flow::ok();
  }

 private:
  Params params_;
};
