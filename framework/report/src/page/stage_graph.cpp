#include <algorithm>
#include <array>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <report/text_width.hpp>

#include "layers.hpp"
#include "sections.hpp"
#include "words.hpp"

namespace flowrun::report::page {
namespace {

using base::Json;

constexpr LayoutSizes sizes = {
    .node_width = 112, .node_height = 44, .column_gap = 50, .row_gap = 12, .bend_height = 10};
constexpr std::size_t most_stages = 200, most_edges = 600;
constexpr std::size_t most_letters = 15;  // of a name, in the width of a node
constexpr double margin = 8;
constexpr double least_scale = 0.8;  // in a narrow window the graph is scrolled

constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kinds = {
    {{"good", "ran"},
     {"kept", "restored"},
     {"warn", "held, interrupted or with rejects"},
     {"bad", "failed"},
     {"none", "not part of the run"}}};

class Graph {
 public:
  explicit Graph(const Json& run) : stages_(run["stages"].items) {
    for (const Json& edge : run["edges"].items) {
      const auto from = find(edge["from"].string()), to = find(edge["to"].string());
      if (from < stages_.size() && to < stages_.size() && from != to)
        edges_[{from, to}] += count_of(edge["received"]);
    }
  }
  [[nodiscard]] bool can_be_drawn() const {
    return !stages_.empty() && stages_.size() <= most_stages && edges_.size() <= most_edges;
  }

  [[nodiscard]] std::string svg() const {
    std::vector<std::pair<std::size_t, std::size_t>> ends;
    std::vector<std::size_t> leaving(stages_.size(), 0), arriving(stages_.size(), 0);
    for (const auto& [between, records] : edges_) {
      ends.push_back(between);
      ++leaving[between.first];
      ++arriving[between.second];
    }
    const Layout layout = layout_of(stages_.size(), ends, sizes);
    const double width = layout.width + 2 * margin, height = layout.height + 2 * margin;
    std::string html = fmt::format(
        "<svg role=\"img\" aria-label=\"stages and the records between them\" viewBox=\"{:.0f} {:.0f} {:.0f} "
        "{:.0f}\" "
        "style=\"width:100%;min-width:{:.0f}px;max-width:{:.0f}px\">\n",
        -margin, -margin, width, height, width * least_scale, width);
    std::string labels;
    std::size_t index = 0;
    for (const auto& [between, records] : edges_) {
      std::vector<Spot> way = {layout.nodes[between.first]};
      way[0].x += sizes.node_width;
      for (Spot bend : layout.bends[index++]) {
        way.push_back(bend);
        way.push_back({bend.x + sizes.node_width, bend.y});
      }
      way.push_back(layout.nodes[between.second]);
      html += line(way, records);
      labels += label(way, records, leaving[between.first] <= arriving[between.second]);
    }
    for (std::size_t i = 0; i < stages_.size(); ++i) html += node(stages_[i], layout.nodes[i]);
    return html + labels + "</svg>\n";
  }

 private:
  // Of "split.train", too.
  [[nodiscard]] std::size_t find(std::string_view port) const {
    std::size_t found = stages_.size();
    for (std::size_t i = 0; i < stages_.size(); ++i) {
      const std::string_view name = stages_[i]["stage"].string();
      if (port == name) return i;
      if (port.starts_with(name) && port.substr(name.size()).starts_with('.')) found = i;
    }
    return found;
  }

  static std::string line(const std::vector<Spot>& way, std::uint64_t records) {
    std::string path = fmt::format("M{:.0f} {:.0f}", way[0].x, way[0].y);
    for (std::size_t i = 1; i < way.size(); ++i) {
      const double middle = (way[i - 1].x + way[i].x) / 2;
      path += fmt::format("C{:.0f} {:.0f} {:.0f} {:.0f} {:.0f} {:.0f}", middle, way[i - 1].y, middle,
                          way[i].y, way[i].x, way[i].y);
    }
    return fmt::format("<path class=\"edge{}\" d=\"{}\"/>\n", records == 0 ? " none" : "", path);
  }

  // Close to the end at which there are fewer other edges.
  static std::string label(const std::vector<Spot>& way, std::uint64_t records, bool is_at_begin) {
    const Spot& from = is_at_begin ? way[0] : way[way.size() - 2];
    const Spot& to = is_at_begin ? way[1] : way[way.size() - 1];
    constexpr double share =
        0.2;  // of the way up or down, where the line has gone a quarter of the way across
    const double y = is_at_begin ? from.y + share * (to.y - from.y) : to.y + share * (from.y - to.y);
    return fmt::format("<text class=\"count\" x=\"{:.0f}\" y=\"{:.0f}\" text-anchor=\"{}\">{}</text>\n",
                       is_at_begin ? from.x + 5 : to.x - 5, y + 4, is_at_begin ? "start" : "end",
                       count_text(records));
  }

  static std::string node(const Json& stage, const Spot& spot) {
    const std::string_view name = stage["stage"].string();
    const std::string kind = outcome_class(stage);
    std::string counts;
    if (kind != "none")
      counts = fmt::format("{} of {}", count_text(count_of(stage["emitted"])),
                           count_text(count_of(stage["received"])));
    return fmt::format(
        "<g class=\"node {}\"><title>{}: {}, {}</title><rect x=\"{:.0f}\" y=\"{:.0f}\" width=\"{:.0f}\" "
        "height=\"{:.0f}\" "
        "rx=\"7\"/><text x=\"{:.0f}\" y=\"{:.0f}\">{}</text><text class=\"small\" x=\"{:.0f}\" "
        "y=\"{:.0f}\">{}</text></g>\n",
        kind, shown(name), shown(stage["type"].string()), shown(stage["status"].string()), spot.x,
        spot.y - sizes.node_height / 2, sizes.node_width, sizes.node_height, spot.x + 8, spot.y - 4,
        shown(clipped(name, most_letters)), spot.x + 8, spot.y + 13, counts);
  }

  const std::vector<Json>& stages_;
  std::map<std::pair<std::size_t, std::size_t>, std::uint64_t> edges_;  // records between two stages
};

}  // namespace

std::string stage_graph(const Json& run) {
  const Graph graph(run);
  if (!graph.can_be_drawn()) return "";
  std::string legend;
  for (const auto& [kind, meaning] : kinds) {
    const bool is_there = std::ranges::any_of(
        run["stages"].items, [&](const Json& stage) { return outcome_class(stage) == kind; });
    if (is_there) legend += fmt::format("<span><i class=\"swatch {}\"></i>{}</span>", kind, meaning);
  }
  return "<h2>Stages</h2>\n<p class=\"legend mute\">" + legend + "</p>\n<div class=\"scroll\">" +
         graph.svg() +
         "</div>\n<p class=\"mute\">In each stage: inputs that gave records, of all; on the lines: "
         "records.</p>\n";
}

}  // namespace flowrun::report::page
