#include "plot.hpp"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "words.hpp"

namespace flowrun::report::page {
namespace {

using Points = std::vector<std::pair<double, double>>;

constexpr double width = 320, height = 150, left = 46, right = 6, top = 8, bottom = 20;
constexpr std::size_t most_spans = 100;  // of each the lowest and the highest point is drawn
constexpr std::size_t most_dots = 40;    // a curve of more is drawn as a line alone

// Keeps what a reader sees: in each span of neighbours the extremes.
Points thinned(const Points& points) {
  if (points.size() <= 2 * most_spans) return points;
  Points kept;
  for (std::size_t span = 0; span < most_spans; ++span) {
    const auto begin = points.begin() + static_cast<std::ptrdiff_t>(span * points.size() / most_spans);
    const auto end = points.begin() + static_cast<std::ptrdiff_t>((span + 1) * points.size() / most_spans);
    auto [low, high] = std::minmax_element(begin, end, [](auto& a, auto& b) { return a.second < b.second; });
    if (high < low) std::swap(low, high);
    kept.push_back(*low);
    if (high != low) kept.push_back(*high);
  }
  return kept;
}

struct Range {
  double low = std::numeric_limits<double>::infinity(), high = -std::numeric_limits<double>::infinity();
  void add(double value) {
    low = std::min(low, value);
    high = std::max(high, value);
  }
  // 0 to 1; a range of one value has it in the middle.
  [[nodiscard]] double share(double value) const {
    return high > low ? (value / 2 - low / 2) / (high / 2 - low / 2) : 0.5;
  }
};

}  // namespace

std::string plot(const std::vector<Curve>& curves, std::string_view unit) {
  Range xs, ys;
  for (const Curve& curve : curves) {
    for (const auto& [x, y] : curve.points) {
      xs.add(x);
      ys.add(y);
    }
  }
  if (xs.high < xs.low) return "";
  const auto place = [&](const std::pair<double, double>& point) {
    return std::pair(left + xs.share(point.first) * (width - left - right),
                     height - bottom - ys.share(point.second) * (height - top - bottom));
  };
  std::string svg = fmt::format(
      "<svg viewBox=\"0 0 {0} {1}\"><path class=\"axis\" d=\"M{2} {3}V{4}H{5}\"/>"
      "<text class=\"small\" x=\"{6}\" y=\"{7}\" text-anchor=\"end\">{8}</text>"
      "<text class=\"small\" x=\"{6}\" y=\"{4}\" text-anchor=\"end\">{9}</text>"
      "<text class=\"small\" x=\"{2}\" y=\"{10}\">{11}</text>"
      "<text class=\"small\" x=\"{5}\" y=\"{10}\" text-anchor=\"end\">{12} {13}</text>\n",
      width, height, left, top, height - bottom, width - right, left - 5, top + 9, value_text(ys.high),
      ys.high > ys.low ? value_text(ys.low) : "", height - 6, value_text(xs.low), value_text(xs.high),
      shown(unit));
  for (const Curve& curve : curves) {
    const Points points = thinned(curve.points);
    if (curve.is_line && points.size() > 1) {
      std::string path;
      for (const auto& point : points) {
        const auto [x, y] = place(point);
        path += fmt::format("{}{:.1f} {:.1f}", path.empty() ? 'M' : 'L', x, y);
      }
      svg += fmt::format("<path class=\"curve {}\" d=\"{}\"/>\n", curve.kind, path);
    }
    if (curve.is_line && points.size() > most_dots) continue;
    for (const auto& point : points) {
      const auto [x, y] = place(point);
      svg += fmt::format("<circle class=\"dot {}\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"2\"/>", curve.kind, x, y);
    }
  }
  return svg + "</svg>\n";
}

}  // namespace flowrun::report::page
