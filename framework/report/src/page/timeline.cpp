#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <report/text_width.hpp>

#include "plot.hpp"
#include "sections.hpp"
#include "words.hpp"

namespace flowrun::report::page {
namespace {

constexpr double width = 1000, names = 110, row = 20, bar = 12;
constexpr std::size_t most_rows = 100, most_spans = 1500, most_waits = 30;

double at(const Activity& activity, double seconds) {
  return names + seconds / activity.moments.back().seconds * (width - names);
}

// Neighbouring moments for which `is` holds, as one span each. Calls `use` with its begin and end in seconds.
template <class Is, class Use>
void for_each_span(const Activity& activity, Is is, Use use) {
  double begin = 0, end = -1;
  for (const Moment& moment : activity.moments) {
    if (!is(moment)) continue;
    const double from = std::max(moment.seconds - activity.pause, 0.0);
    if (end >= 0 && from > end + activity.pause / 2) use(begin, end);
    if (end < 0 || from > end + activity.pause / 2) begin = from;
    end = moment.seconds;
  }
  if (end >= 0) use(begin, end);
}

std::string rows(const Activity& activity, double& height) {
  std::string svg;
  std::size_t spans = 0;
  height = 4;
  for (std::size_t stage = 0; stage < activity.stages.size() && height < most_rows * row; ++stage) {
    std::string bars;
    const auto add = [&](std::string_view kind, double top, double thickness) {
      return [&, kind, top, thickness](double begin, double end) {
        if (++spans > most_spans) return;
        bars +=
            fmt::format("<rect class=\"{}\" x=\"{:.1f}\" y=\"{:.0f}\" width=\"{:.1f}\" height=\"{:.0f}\"/>",
                        kind, at(activity, begin), height + top,
                        std::max(at(activity, end) - at(activity, begin), 1.5), thickness);
      };
    };
    for_each_span(
        activity, [&](const Moment& moment) { return moment.stages[stage].units > 0; },
        add("busy", (row - bar) / 2, bar));
    for_each_span(
        activity, [&](const Moment& moment) { return !moment.stages[stage].resource.empty(); },
        add("waits", (row - bar) / 2 + bar - 4, 4));
    if (bars.empty()) continue;
    svg += fmt::format("<text x=\"0\" y=\"{:.0f}\">{}</text>{}\n", height + row - 6,
                       shown(clipped(activity.stages[stage], 15)), bars);
    height += row;
  }
  return svg;
}

std::string waits(const Activity& activity) {
  std::map<std::pair<std::size_t, std::string>, double> seconds;
  for (const Moment& moment : activity.moments) {
    for (std::size_t stage = 0; stage < moment.stages.size(); ++stage)
      if (!moment.stages[stage].resource.empty())
        seconds[{stage, moment.stages[stage].resource}] += activity.pause;
  }
  std::vector<std::pair<double, const std::pair<std::size_t, std::string>*>> longest;
  for (const auto& [what, time] : seconds) longest.emplace_back(time, &what);
  std::ranges::stable_sort(longest, std::ranges::greater{}, [](const auto& one) { return one.first; });
  std::string html;
  for (std::size_t i = 0; i < longest.size() && i < most_waits; ++i)
    html += fmt::format("<li><b>{}</b> {}: {}</li>\n", shown(activity.stages[longest[i].second->first]),
                        shown(longest[i].second->second), time_text(longest[i].first));
  return html.empty() ? "" : "<ul>\n" + html + "</ul>\n";
}

std::string memory(const Activity& activity) {
  Curve curve{.kind = "c0", .points = {}};
  for (const Moment& moment : activity.moments)
    if (moment.memory_mib > 0) curve.points.emplace_back(moment.seconds, moment.memory_mib);
  if (curve.points.empty()) return "";
  return fmt::format(
      "<div class=\"plots\"><figure><figcaption>memory of the process <span "
      "class=\"mute\">MiB</span></figcaption>\n{}"
      "</figure></div>\n",
      plot({curve}, "s"));
}

}  // namespace

std::string timeline(const Activity& activity) {
  if (activity.moments.size() < 2) return "";
  double height = 0;
  const std::string drawn = rows(activity, height);
  if (drawn.empty()) return "";
  return fmt::format(
      "<h2>Over time</h2>\n<p class=\"legend mute\"><span><i class=\"swatch kept\"></i>works</span><span><i "
      "class=\"swatch "
      "warn\"></i>a unit waits for a resource</span></p>\n<div class=\"scroll\"><svg role=\"img\" "
      "aria-label=\"when each stage "
      "worked\" viewBox=\"0 0 {0} {1:.0f}\" style=\"width:100%;min-width:760px\">\n{2}<path class=\"axis\" "
      "d=\"M{3} "
      "{4:.0f}H{0}\"/><text class=\"small\" x=\"{3}\" y=\"{5:.0f}\">0</text><text class=\"small\" x=\"{0}\" "
      "y=\"{5:.0f}\" "
      "text-anchor=\"end\">{6}</text></svg></div>\n{7}{8}",
      width, height + 22, drawn, names, height + 4, height + 18, time_text(activity.moments.back().seconds),
      waits(activity), memory(activity));
}

}  // namespace flowrun::report::page
