// The record type curation.summary/1: what a curator kept and dropped, for the data set's card.
#pragma once

#include <flow/fields.hpp>

namespace chat {

struct DroppedExamples {
  std::string reason;
  std::int64_t examples = 0;
};

struct CurationSummary {
  std::int64_t kept = 0;
  std::vector<DroppedExamples> dropped;  // by reason, sorted
  std::string split_rule;                // a sentence for people
  std::string settings = "{}";           // what decided, as one JSON object
};

}  // namespace chat

template <>
struct flow::Schema<chat::DroppedExamples> {
  static constexpr auto fields = flow::fields(flow::field("reason", &chat::DroppedExamples::reason),
                                              flow::field("examples", &chat::DroppedExamples::examples));
};

template <>
struct flow::Schema<chat::CurationSummary> {
  static constexpr std::string_view name = "curation.summary";
  static constexpr int version = 1;
  static constexpr auto fields =
      flow::fields(flow::field("kept", &chat::CurationSummary::kept),
                   flow::field("dropped", &chat::CurationSummary::dropped),
                   flow::field("split_rule", &chat::CurationSummary::split_rule),
                   flow::field("settings", &chat::CurationSummary::settings).raw_json());
};
