#include <algorithm>
#include <map>
#include <set>
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
constexpr std::size_t most_rows = 100, most_spans = 1500, most_waits = 30, most_holders = 10;
constexpr std::size_t most_curves = 5;  // as many as there are colours
constexpr double all_credits = 0.99;    // while fewer are taken, nobody waits for one

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

// "cargo", of "waits for cargo, which commits holds".
std::string_view wanted(std::string_view wait) {
  constexpr std::string_view begin = "waits for ";
  if (wait.starts_with(begin)) wait.remove_prefix(begin.size());
  return wait.substr(0, wait.find(", which "));
}

// Resources that a unit waited for.
std::set<std::string_view> contended(const Activity& activity) {
  std::set<std::string_view> resources;
  for (const Moment& moment : activity.moments)
    for (const StageMoment& stage : moment.stages)
      if (!stage.resource.empty()) resources.insert(wanted(stage.resource));
  return resources;
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
  for (const std::string_view resource : contended(activity)) {
    svg += fmt::format("<text class=\"small\" x=\"0\" y=\"{:.0f}\">{}</text>", height + row - 6,
                       shown(clipped(resource, 17)));
    for_each_span(
        activity,
        [&](const Moment& moment) {
          return std::ranges::any_of(
              moment.stages, [&](const StageMoment& one) { return wanted(one.resource) == resource; });
        },
        [&](double begin, double end) {
          if (++spans > most_spans) return;
          svg += fmt::format(
              "<rect class=\"waits\" x=\"{:.1f}\" y=\"{:.0f}\" width=\"{:.1f}\" height=\"{:.0f}\"/>",
              at(activity, begin), height + (row - bar) / 2,
              std::max(at(activity, end) - at(activity, begin), 1.5), bar);
        });
    svg += '\n';
    height += row;
  }
  return svg;
}

// How long each stage waited for a resource, and of that how long while others held it, the longest first.
std::string waits(const Activity& activity) {
  struct Wait {
    double seconds = 0;
    std::map<std::string_view, double> by_holders;
  };
  std::map<std::pair<std::size_t, std::string_view>, Wait> all;
  for (const Moment& moment : activity.moments) {
    for (std::size_t stage = 0; stage < moment.stages.size(); ++stage) {
      const std::string_view text = moment.stages[stage].resource;
      if (text.empty()) continue;
      Wait& wait = all[{stage, wanted(text)}];
      wait.seconds += activity.pause;
      wait.by_holders[text] += activity.pause;
    }
  }
  std::vector<std::pair<std::pair<std::size_t, std::string_view>, Wait>> longest(all.begin(), all.end());
  std::ranges::stable_sort(longest, std::ranges::greater{},
                           [](const auto& one) { return one.second.seconds; });
  std::string html;
  for (std::size_t i = 0; i < longest.size() && i < most_waits; ++i) {
    const auto& [what, wait] = longest[i];
    std::string folded;
    std::size_t told = 0;
    for (const auto& [text, seconds] : wait.by_holders)
      if (++told <= most_holders) folded += fmt::format("<li>{}: {}</li>\n", shown(text), time_text(seconds));
    html += fmt::format(
        "<details><summary><b>{}</b> waited for <b>{}</b>: {}</summary>\n<ul>\n{}</ul>\n</details>\n",
        shown(activity.stages[what.first]), shown(what.second), time_text(wait.seconds), folded);
  }
  return html;
}

std::string figure(std::string_view caption, const std::vector<Curve>& curves) {
  return fmt::format("<figure><figcaption>{}</figcaption>\n{}</figure>\n", caption, plot(curves, "s"));
}

std::string memory(const Activity& activity) {
  Curve curve{.kind = "c0", .points = {}};
  for (const Moment& moment : activity.moments)
    if (moment.memory_mib > 0) curve.points.emplace_back(moment.seconds, moment.memory_mib);
  if (curve.points.empty()) return "";
  return figure("memory of the process <span class=\"mute\">MiB</span>", {curve});
}

// Of the stages whose value was ever above `least`: those with the highest ones.
template <class ValueOf>
std::string by_stage(const Activity& activity, std::string caption, double least, ValueOf value_of) {
  std::vector<std::pair<double, std::size_t>> highest;
  for (std::size_t stage = 0; stage < activity.stages.size(); ++stage) {
    double most = 0;
    for (const Moment& moment : activity.moments) most = std::max(most, value_of(moment.stages[stage]));
    if (most > least) highest.emplace_back(most, stage);
  }
  std::ranges::stable_sort(highest, std::ranges::greater{}, [](const auto& one) { return one.first; });
  if (highest.size() > most_curves) highest.resize(most_curves);
  std::vector<Curve> curves;
  for (const auto& [most, stage] : highest) {
    Curve& curve = curves.emplace_back(Curve{.kind = fmt::format("c{}", curves.size()), .points = {}});
    for (const Moment& moment : activity.moments)
      curve.points.emplace_back(moment.seconds, value_of(moment.stages[stage]));
    caption +=
        fmt::format(", <span class=\"{}\">&#9632;</span> {}", curve.kind, shown(activity.stages[stage]));
  }
  return curves.empty() ? "" : figure(caption, curves);
}

std::string queues(const Activity& activity) {
  return by_stage(activity, "records not done yet", 1,
                  [](const StageMoment& stage) { return static_cast<double>(stage.waiting); });
}

// Of gates that ran out of them: while all are taken, what lies behind the gate is what the run waits for.
std::string credits(const Activity& activity) {
  return by_stage(activity, "credits taken at the gates of <span class=\"mute\">%</span>", 100 * all_credits,
                  [](const StageMoment& stage) { return 100 * stage.credits; });
}

}  // namespace

std::string timeline(const Activity& activity) {
  if (activity.moments.size() < 2) return "";
  double height = 0;
  const std::string drawn = rows(activity, height);
  if (drawn.empty()) return "";
  const std::string plots = memory(activity) + queues(activity) + credits(activity);
  return fmt::format(
      "<h2>Over time</h2>\n<p class=\"legend mute\"><span><i class=\"swatch kept\"></i>works</span><span><i "
      "class=\"swatch "
      "warn\"></i>a unit waits for a resource, whose lane is below</span></p>\n<div class=\"scroll\"><svg "
      "role=\"img\" "
      "aria-label=\"when each stage "
      "worked\" viewBox=\"0 0 {0} {1:.0f}\" style=\"width:100%;min-width:760px\">\n{2}<path class=\"axis\" "
      "d=\"M{3} "
      "{4:.0f}H{0}\"/><text class=\"small\" x=\"{3}\" y=\"{5:.0f}\">0</text><text class=\"small\" x=\"{0}\" "
      "y=\"{5:.0f}\" "
      "text-anchor=\"end\">{6}</text></svg></div>\n{7}{8}",
      width, height + 22, drawn, names, height + 4, height + 18, time_text(activity.moments.back().seconds),
      waits(activity), plots.empty() ? "" : "<div class=\"plots\">" + plots + "</div>\n");
}

}  // namespace flowrun::report::page
