// The record type dataset/1: a finished data set, as a folder in the store.
#pragma once

#include <flow/fields.hpp>

namespace chat {

// The folder holds train.jsonl, valid.jsonl, dataset.json and README.md.
struct DataSet {
  flow::Object folder;
  std::int64_t train = 0;  // examples
  std::int64_t valid = 0;
};

}  // namespace chat

template <>
struct flow::Schema<chat::DataSet> {
  static constexpr std::string_view name = "dataset";
  static constexpr int version = 1;
  static constexpr auto fields =
      flow::fields(flow::field("folder", &chat::DataSet::folder), flow::field("train", &chat::DataSet::train),
                   flow::field("valid", &chat::DataSet::valid));
};
