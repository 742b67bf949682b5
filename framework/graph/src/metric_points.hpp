// The points of time series that a unit gave.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include <store/unit.hpp>

namespace flowrun::graph {

// Keeps a bounded number of them: where they would be more, every second one of each name goes, so that a curve keeps its
// shape, more coarsely at its beginning.
class MetricPoints {
 public:
  static constexpr std::size_t most_kept = 100'000;

  void add(store::MetricPoint point) {
    if (points_.size() >= most_kept) thin();
    if (points_.size() < most_kept) points_.push_back(std::move(point));
  }
  [[nodiscard]] std::vector<store::MetricPoint> take() { return std::exchange(points_, {}); }

 private:
  void thin() {
    if (has_many_names_) return;
    std::map<std::string, bool> is_second;
    const auto goes = [&](const store::MetricPoint& point) {
      bool& second = is_second[point.name];
      return std::exchange(second, !second);
    };
    has_many_names_ = std::erase_if(points_, goes) < most_kept / 4;
  }

  std::vector<store::MetricPoint> points_;
  bool has_many_names_ = false;  // thinning gains little: what comes then is left out
};

}  // namespace flowrun::graph
