// Records that the SDK's tests exchange.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <flow/fields.hpp>

namespace sample {

struct Line {
  std::string text;
  std::int64_t number = 0;
  friend bool operator==(const Line&, const Line&) = default;
};

struct Page {
  std::string title;
  std::vector<Line> lines;
  std::optional<double> score;
  std::string extra = "{}";
  std::vector<std::string> tags;
  bool is_last = false;
  friend bool operator==(const Page&, const Page&) = default;
};

// What the heading of a page tells, and the only thing that it needs of the lines.
struct LineNumber {
  std::int64_t number = 0;
};

struct Heading {
  std::string title;
  std::optional<double> score;
  std::vector<LineNumber> lines;
};

enum class Shade { light, dark_green };
constexpr auto enum_names(Shade) { return base::names("light", "dark-green"); }

struct Leaf {
  Shade shade = Shade::light;
  std::vector<Shade> rest;
  std::optional<Shade> edge;
  friend bool operator==(const Leaf&, const Leaf&) = default;
};

}  // namespace sample

template <>
struct flow::Schema<sample::Leaf> {
  static constexpr auto fields =
      flow::fields(flow::field("shade", &sample::Leaf::shade), flow::field("rest", &sample::Leaf::rest),
                   flow::field("edge", &sample::Leaf::edge));
};

template <>
struct flow::Schema<sample::Line> {
  static constexpr auto fields =
      flow::fields(flow::field("text", &sample::Line::text), flow::field("number", &sample::Line::number));
};

template <>
struct flow::Schema<sample::Page> {
  static constexpr std::string_view name = "sample.page";
  static constexpr int version = 3;
  static constexpr auto fields = flow::fields(
      flow::field("title", &sample::Page::title).null_is_empty(), flow::field("lines", &sample::Page::lines),
      flow::field("score", &sample::Page::score), flow::field("extra", &sample::Page::extra).raw_json(),
      flow::field("tags", &sample::Page::tags).omit_empty(), flow::field("is_last", &sample::Page::is_last));
};

template <>
struct flow::Schema<sample::LineNumber> {
  static constexpr bool is_partial = true;
  static constexpr auto fields = flow::fields(flow::field("number", &sample::LineNumber::number));
};

template <>
struct flow::Schema<sample::Heading> {
  static constexpr std::string_view name = "sample.page";
  static constexpr int version = 3;
  static constexpr bool is_partial = true;
  static constexpr auto fields = flow::fields(flow::field("title", &sample::Heading::title),
                                              flow::field("score", &sample::Heading::score),
                                              flow::field("lines", &sample::Heading::lines));
};
