// The record that the test stages exchange.
#pragma once

#include <flow/fields.hpp>

namespace numbers {

struct Number {
  std::int64_t value = 0;
  std::string text;  // padding, to make records as large as a test wants
};

// What a stage reads of a Number that needs no more.
struct NumberValue {
  std::int64_t value = 0;
};

struct Total {
  std::int64_t count = 0;
  std::int64_t sum = 0;
  std::string order;  // the values in the order of arrival
};

}  // namespace numbers

template <>
struct flow::Schema<numbers::Number> {
  static constexpr std::string_view name = "test.number";
  static constexpr int version = 1;
  static constexpr auto fields = flow::fields(flow::field("value", &numbers::Number::value),
                                              flow::field("text", &numbers::Number::text).omit_empty());
};

template <>
struct flow::Schema<numbers::NumberValue> {
  static constexpr std::string_view name = "test.number";
  static constexpr int version = 1;
  static constexpr bool is_partial = true;
  static constexpr auto fields = flow::fields(flow::field("value", &numbers::NumberValue::value));
};

template <>
struct flow::Schema<numbers::Total> {
  static constexpr std::string_view name = "test.total";
  static constexpr int version = 1;
  static constexpr auto fields =
      flow::fields(flow::field("count", &numbers::Total::count), flow::field("sum", &numbers::Total::sum),
                   flow::field("order", &numbers::Total::order).omit_empty());
};
