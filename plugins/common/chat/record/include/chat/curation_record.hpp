// The record type curation.summary/2: what a curator kept and dropped, for the data set's card.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <flow/fields.hpp>

namespace chat {

struct DroppedExamples {
  std::string reason;
  std::int64_t examples = 0;
};

// What became of the decisions of a review.
struct ReviewSummary {
  std::int64_t kept = 0, dropped = 0, edited = 0;  // decisions that were applied
  std::vector<std::string> not_there;              // ids of which there is no example, sorted
  std::vector<std::string> overruled;              // ids that are to be kept and cannot be
  std::vector<std::string> misfits;                // ids of which an edit does not fit
  std::string told;                                // the same in a sentence or two, for people
};

struct CurationSummary {
  std::int64_t kept = 0;
  std::vector<DroppedExamples> dropped;  // by reason, sorted
  std::string split_rule;                // a sentence for people
  std::string settings = "{}";           // what decided, as one JSON object
  std::optional<ReviewSummary> review;   // absent: nothing was decided
};

}  // namespace chat

template <>
struct flow::Schema<chat::DroppedExamples> {
  static constexpr auto fields = flow::fields(flow::field("reason", &chat::DroppedExamples::reason),
                                              flow::field("examples", &chat::DroppedExamples::examples));
};

template <>
struct flow::Schema<chat::ReviewSummary> {
  static constexpr auto fields = flow::fields(
      flow::field("kept", &chat::ReviewSummary::kept), flow::field("dropped", &chat::ReviewSummary::dropped),
      flow::field("edited", &chat::ReviewSummary::edited),
      flow::field("not_there", &chat::ReviewSummary::not_there),
      flow::field("overruled", &chat::ReviewSummary::overruled),
      flow::field("misfits", &chat::ReviewSummary::misfits), flow::field("told", &chat::ReviewSummary::told));
};

template <>
struct flow::Schema<chat::CurationSummary> {
  static constexpr std::string_view name = "curation.summary";
  static constexpr int version = 2;
  static constexpr auto fields =
      flow::fields(flow::field("kept", &chat::CurationSummary::kept),
                   flow::field("dropped", &chat::CurationSummary::dropped),
                   flow::field("split_rule", &chat::CurationSummary::split_rule),
                   flow::field("settings", &chat::CurationSummary::settings).raw_json(),
                   flow::field("review", &chat::CurationSummary::review));
};
