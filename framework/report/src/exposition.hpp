// Writes metrics as text, in one of the formats that Prometheus and others read.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <report/run_metrics.hpp>

namespace flowrun::report {

enum class MetricType { counter, gauge, info };

// What tells the values of a family apart. Texts of UTF-8; an empty one is the same as none.
using Labels = std::vector<std::pair<std::string_view, std::string>>;

class Exposition {
 public:
  explicit Exposition(MetricsFormat format) : format_(format) {}

  // Begins a family, once each. `name` and `unit` consist of letters, digits and underscores, `help` is one line; the unit,
  // which may be "", and the suffix of the type are added to the name here. A family without values is not written.
  void family(MetricType type, std::string_view name, std::string_view unit, std::string_view help);
  // A value of the family; no two may have the same labels.
  void value(const Labels& labels, std::uint64_t value);
  void value(const Labels& labels, double value);

  std::string take() &&;

 private:
  void sample(const Labels& labels, std::string_view number);
  [[nodiscard]] bool is_openmetrics() const { return format_ == MetricsFormat::openmetrics; }

  const MetricsFormat format_;
  std::string text_;
  std::string head_;    // of the family, until it has a value
  std::string sample_;  // the name of its values
};

}  // namespace flowrun::report
