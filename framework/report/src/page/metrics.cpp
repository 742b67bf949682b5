#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "plot.hpp"
#include "sections.hpp"
#include "words.hpp"

namespace flowrun::report::page {
namespace {

constexpr std::size_t most_figures = 24, most_values = 300;
constexpr std::size_t colours = 5;  // of curves in the style

using Series = std::vector<const PagePoint*>;

struct Metric {
  std::string_view stage, name;
  std::vector<Series> series;  // by record, as they came
  std::size_t points = 0;
};

std::vector<Metric> metrics_of(const std::vector<PagePoint>& points) {
  std::vector<Metric> metrics;
  std::map<std::pair<std::string_view, std::string_view>, std::size_t> places;
  std::map<std::pair<std::size_t, std::string_view>, std::size_t> records;
  for (const PagePoint& point : points) {
    if (!std::isfinite(point.value)) continue;
    const auto [place, is_new] = places.try_emplace({point.stage, point.name}, metrics.size());
    if (is_new) metrics.push_back({.stage = point.stage, .name = point.name});
    Metric& metric = metrics[place->second];
    const auto [record, is_first] = records.try_emplace({place->second, point.record}, metric.series.size());
    if (is_first) metric.series.emplace_back();
    metric.series[record->second].push_back(&point);
    ++metric.points;
  }
  for (Metric& metric : metrics)
    for (Series& series : metric.series) std::ranges::stable_sort(series, {}, &PagePoint::seconds);
  return metrics;
}

// One series, in the order of time; of many units the values as they came.
bool is_over_time(const Metric& metric) { return metric.series.size() == 1 && metric.points > 1; }

// "validation loss" is drawn with "loss".
bool belongs_to(const Metric& one, const Metric& other) {
  return one.stage == other.stage && is_over_time(one) && is_over_time(other) &&
         one.name.size() > other.name.size() + 1 && one.name.ends_with(other.name) &&
         one.name[one.name.size() - other.name.size() - 1] == ' ';
}

// By the place among the values of `main`, so that runs of different speed can be compared: a value that came between the
// third and the fourth of those stands with the third.
Curve curve_of(const Metric& metric, const Metric& main, std::size_t colour) {
  Curve curve{.kind = fmt::format("c{}", colour), .points = {}, .is_line = is_over_time(metric)};
  for (const Series& series : metric.series) {
    for (const PagePoint* point : series) {
      const auto place =
          curve.is_line ? std::ranges::upper_bound(main.series[0], point->seconds, {}, &PagePoint::seconds) -
                              main.series[0].begin()
                        : static_cast<std::ptrdiff_t>(curve.points.size() + 1);
      curve.points.emplace_back(static_cast<double>(place), point->value);
    }
  }
  std::ranges::stable_sort(curve.points, {}, [](const auto& point) { return point.first; });
  return curve;
}

const Metric* find(const std::vector<Metric>& metrics, const Metric& wanted) {
  const auto found = std::ranges::find_if(metrics, [&](const Metric& metric) {
    return metric.stage == wanted.stage && metric.name == wanted.name && is_over_time(metric);
  });
  return found == metrics.end() ? nullptr : &*found;
}

// The same metric in earlier runs, where it went another way.
std::vector<Curve> earlier_curves(const Metric& metric, const Metric& main,
                                  const std::vector<std::vector<Metric>>& earlier) {
  std::vector<Curve> curves;
  if (!is_over_time(metric)) return curves;
  for (const std::vector<Metric>& run : earlier) {
    const Metric *other = find(run, metric), *other_main = find(run, main);
    if (!other || !other_main) continue;
    const auto same = [](const PagePoint* a, const PagePoint* b) { return a->value == b->value; };
    if (std::ranges::equal(metric.series[0], other->series[0], same)) continue;
    curves.push_back(curve_of(*other, *other_main, 0));
    curves.back().kind = "earlier";
  }
  return curves;
}

// "validation loss at random", given once, is a line across the plot of "validation loss".
bool is_level_of(const Metric& one, const Metric& series) {
  return one.points == 1 && one.stage == series.stage && is_over_time(series) &&
         one.name.size() > series.name.size() + 1 && one.name.starts_with(series.name) &&
         one.name[series.name.size()] == ' ';
}

class Figure {
 public:
  Figure(const std::vector<Metric>& all, const std::vector<std::vector<Metric>>& earlier)
      : all_(all), earlier_(earlier) {}

  // `main` with what belongs to it.
  [[nodiscard]] std::string html(const Metric& main) const {
    std::vector<const Metric*> group = {&main};
    for (const Metric& other : all_)
      if (belongs_to(other, main)) group.push_back(&other);
    std::vector<Curve> curves, behind;
    std::string names;
    const auto add = [&](Curve curve, std::string_view name) {
      names += fmt::format("{}<span class=\"c{}\">&#9632;</span> {} <span class=\"mute\">{}</span>",
                           names.empty() ? "" : ", ", curves.size() % colours, shown(name),
                           value_text(curve.points.back().second));
      curves.push_back(std::move(curve));
    };
    for (const Metric* metric : group) {
      add(curve_of(*metric, main, curves.size() % colours), metric->name);
      std::ranges::move(earlier_curves(*metric, main, earlier_), std::back_inserter(behind));
    }
    for (const Metric& level : all_) {
      if (std::ranges::any_of(group, [&](const Metric* metric) { return is_level_of(level, *metric); }))
        add(across(level, curves), level.name);
    }
    if (!behind.empty()) names += ", <span class=\"mute\">grey: earlier runs</span>";
    std::ranges::move(curves, std::back_inserter(behind));
    return fmt::format("<figure><figcaption><b>{}</b> {}</figcaption>\n{}</figure>\n", shown(main.stage),
                       names, plot(behind, "values"));
  }

 private:
  static Curve across(const Metric& level, const std::vector<Curve>& curves) {
    const double value = level.series[0][0]->value;
    double begin = curves[0].points.front().first, end = curves[0].points.back().first;
    for (const Curve& curve : curves) {
      begin = std::min(begin, curve.points.front().first);
      end = std::max(end, curve.points.back().first);
    }
    return {.kind = fmt::format("level c{}", curves.size() % colours),
            .points = {{begin, value}, {end, value}}};
  }

  const std::vector<Metric>& all_;
  const std::vector<std::vector<Metric>>& earlier_;
};

// Of the same metric in earlier runs, the newest first.
std::string earlier_values(const Metric& wanted, const std::vector<std::vector<Metric>>& earlier) {
  std::string text;
  for (const std::vector<Metric>& run : earlier) {
    const auto found = std::ranges::find_if(run, [&](const Metric& metric) {
      return metric.stage == wanted.stage && metric.name == wanted.name && metric.points == 1;
    });
    if (found != run.end()) text += (text.empty() ? "" : ", ") + value_text(found->series[0][0]->value);
  }
  return text;
}

std::string values(const std::vector<const Metric*>& single,
                   const std::vector<std::vector<Metric>>& earlier) {
  if (single.empty()) return "";
  std::string html = fmt::format(
      "<div class=\"scroll\"><table>\n<tr><th>stage</th><th "
      "class=\"text\">metric</th><th>value</th>{}</tr>\n",
      earlier.empty() ? "" : "<th>earlier runs</th>");
  for (std::size_t i = 0; i < single.size() && i < most_values; ++i)
    html += fmt::format(
        "<tr><td>{}</td><td class=\"text\">{}</td><td>{}</td>{}</tr>\n", shown(single[i]->stage),
        shown(single[i]->name), value_text(single[i]->series[0][0]->value),
        earlier.empty() ? "" : "<td class=\"mute\">" + earlier_values(*single[i], earlier) + "</td>");
  html += "</table></div>\n";
  if (single.size() > most_values)
    html += fmt::format("<p class=\"mute\">and {} more, in metrics.jsonl</p>\n",
                        count_text(single.size() - most_values));
  return html;
}

}  // namespace

std::string metrics(const RunStory& story) {
  const std::vector<Metric> all = metrics_of(story.points);
  std::vector<std::vector<Metric>> earlier;
  for (const auto& points : story.earlier) earlier.push_back(metrics_of(points));
  const Figure figure(all, earlier);
  std::vector<const Metric*> single;
  std::string figures;
  std::size_t count = 0;
  for (const Metric& metric : all) {
    const auto is_drawn_with = [&](const Metric& other) {
      return belongs_to(metric, other) || is_level_of(metric, other);
    };
    if (std::ranges::any_of(all, is_drawn_with)) continue;
    if (metric.points == 1)
      single.push_back(&metric);
    else if (++count <= most_figures)
      figures += figure.html(metric);
  }
  if (all.empty()) return "";
  std::string html = "<h2>Metrics</h2>\n";
  if (!figures.empty()) html += "<div class=\"plots\">\n" + figures + "</div>\n";
  if (count > most_figures)
    html += fmt::format("<p class=\"mute\">and {} more, in metrics.jsonl</p>\n",
                        count_text(count - most_figures));
  return html + values(single, earlier);
}

}  // namespace flowrun::report::page
