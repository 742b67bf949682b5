// The record type scorecard/1: the score of a set of candidates, as a folder in the store.
#pragma once

#include <flow/fields.hpp>

namespace rust_tasks {

// The folder holds scorecard.json and report.html.
struct ScorecardFolder {
  flow::Object folder;
  std::int64_t verdicts = 0;
};

}  // namespace rust_tasks

template <>
struct flow::Schema<rust_tasks::ScorecardFolder> {
  static constexpr std::string_view name = "scorecard";
  static constexpr int version = 1;
  static constexpr auto fields =
      flow::fields(flow::field("folder", &rust_tasks::ScorecardFolder::folder),
                   flow::field("verdicts", &rust_tasks::ScorecardFolder::verdicts));
};
