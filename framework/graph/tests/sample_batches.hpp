// Records and messages for the tests of what they pass through.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <flow/fields.hpp>

#include "batch.hpp"

namespace sample {

struct Page {
  std::string title;
  std::int64_t number = 0;
};

struct Entry {
  std::uint64_t number = 0;
  std::string key;
  std::string json = "{}";
};

// A message of records with JSON content; their order key is the number.
std::shared_ptr<flowrun::graph::Message> message_of(const std::vector<Entry>& entries,
                                                    const flowrun::graph::Path* path = nullptr);

}  // namespace sample

template <>
struct flow::Schema<sample::Page> {
  static constexpr std::string_view name = "sample.page";
  static constexpr int version = 3;
  static constexpr auto fields =
      flow::fields(flow::field("title", &sample::Page::title), flow::field("number", &sample::Page::number));
};
