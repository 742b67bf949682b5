#include "exposition.hpp"

#include <cmath>

#include <fmt/format.h>

namespace flowrun::report {
namespace {

std::string escaped(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '\\' || c == '"') result += '\\';
    if (c == '\n')
      result += "\\n";
    else
      result += c;
  }
  return result;
}

std::string_view suffix_of(MetricType type) {
  switch (type) {
    case MetricType::counter:
      return "_total";
    case MetricType::info:
      return "_info";
    case MetricType::gauge:
      break;
  }
  return "";
}

std::string_view word_for(MetricType type, MetricsFormat format) {
  if (type == MetricType::counter) return "counter";
  // An unknown type makes the older parser refuse the whole text.
  return type == MetricType::info && format == MetricsFormat::openmetrics ? "info" : "gauge";
}

}  // namespace

void Exposition::family(MetricType type, std::string_view name, std::string_view unit,
                        std::string_view help) {
  std::string whole(name);
  if (!unit.empty()) whole += fmt::format("_{}", unit);
  sample_ = fmt::format("{}{}", whole, suffix_of(type));
  // OpenMetrics names a family without the suffix of its values.
  const std::string& named = is_openmetrics() ? whole : sample_;
  head_ = fmt::format("# TYPE {} {}\n", named, word_for(type, format_));
  if (is_openmetrics() && !unit.empty()) head_ += fmt::format("# UNIT {} {}\n", named, unit);
  head_ += fmt::format("# HELP {} {}\n", named, help);
}

void Exposition::sample(const Labels& labels, std::string_view number) {
  text_ += std::exchange(head_, "");
  text_ += sample_;
  char before = '{';
  for (const auto& [name, value] : labels) {
    if (value.empty()) continue;
    text_ += fmt::format("{}{}=\"{}\"", std::exchange(before, ','), name, escaped(value));
  }
  if (before != '{') text_ += '}';
  text_ += fmt::format(" {}\n", number);
}

void Exposition::value(const Labels& labels, std::uint64_t value) { sample(labels, fmt::to_string(value)); }

void Exposition::value(const Labels& labels, double value) {
  if (std::isnan(value)) return sample(labels, "NaN");
  if (std::isinf(value)) return sample(labels, value > 0 ? "+Inf" : "-Inf");
  sample(labels, fmt::to_string(value));
}

std::string Exposition::take() && {
  if (is_openmetrics()) text_ += "# EOF\n";
  return std::move(text_);
}

}  // namespace flowrun::report
