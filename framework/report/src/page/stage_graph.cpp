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

// Along the flow, and across it.
constexpr LayoutSizes across_sizes = {
    .node_width = 112, .node_height = 44, .column_gap = 50, .row_gap = 12, .bend_height = 10};
constexpr LayoutSizes down_sizes = {
    .node_width = 44, .node_height = 112, .column_gap = 40, .row_gap = 8, .bend_height = 12};
constexpr std::size_t most_stages = 200, most_edges = 600;
constexpr std::size_t most_letters = 15;  // of a name, in the width of a node
constexpr double margin = 8;
constexpr double least_scale = 0.8;  // in a window that is narrower still the graph is scrolled
constexpr double page_width = 1120;  // of what is drawn, in a wide window

constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kinds = {
    {{"good", "ran"},
     {"kept", "restored"},
     {"warn", "held, interrupted or with rejects"},
     {"bad", "failed"},
     {"none", "not part of the run"}}};

struct Point {
  double x = 0, y = 0;
};

// The graph from left to right, or from top to bottom: then it is as narrow as a phone, and as long as it has to be.
enum class Flow { across, down };

class Drawing {
 public:
  Drawing(Flow flow, std::size_t nodes, const std::vector<std::pair<std::size_t, std::size_t>>& ends)
      : is_down_(flow == Flow::down),
        sizes_(is_down_ ? down_sizes : across_sizes),
        layout_(layout_of(nodes, ends, sizes_)) {}

  [[nodiscard]] double width() const { return (is_down_ ? layout_.height : layout_.width) + 2 * margin; }

  [[nodiscard]] std::string svg(std::string_view kind, std::string_view content) const {
    const double height = (is_down_ ? layout_.width : layout_.height) + 2 * margin;
    return fmt::format(
        "<svg class=\"{}\" role=\"img\" aria-label=\"stages and the records between them\" viewBox=\"{:.0f} "
        "{:.0f} {:.0f} {:.0f}\" style=\"width:100%;min-width:{:.0f}px;max-width:{:.0f}px\">\n{}</svg>\n",
        kind, -margin, -margin, width(), height, width() * least_scale, width(), content);
  }

  // Where an edge goes, from the end of a stage to the beginning of another.
  [[nodiscard]] std::vector<Spot> way(std::size_t index, std::size_t from, std::size_t to) const {
    std::vector<Spot> way = {layout_.nodes[from]};
    way[0].x += sizes_.node_width;
    for (const Spot& bend : layout_.bends[index]) {
      way.push_back(bend);
      way.push_back({bend.x + sizes_.node_width, bend.y});
    }
    way.push_back(layout_.nodes[to]);
    return way;
  }

  [[nodiscard]] std::string line(const std::vector<Spot>& way, std::uint64_t records) const {
    const Point begin = point(way[0]);
    std::string path = fmt::format("M{:.0f} {:.0f}", begin.x, begin.y);
    for (std::size_t i = 1; i < way.size(); ++i) {
      const double middle = (way[i - 1].x + way[i].x) / 2;
      const Point one = point({middle, way[i - 1].y}), other = point({middle, way[i].y}), end = point(way[i]);
      path += fmt::format("C{:.0f} {:.0f} {:.0f} {:.0f} {:.0f} {:.0f}", one.x, one.y, other.x, other.y, end.x,
                          end.y);
    }
    return fmt::format("<path class=\"edge{}\" d=\"{}\"/>\n", records == 0 ? " none" : "", path);
  }

  // Close to the end at which there are fewer other edges.
  [[nodiscard]] std::string label(const std::vector<Spot>& way, std::uint64_t records,
                                  bool is_at_begin) const {
    const Spot& near = is_at_begin ? way[0] : way[way.size() - 1];
    const Spot& far = is_at_begin ? way[1] : way[way.size() - 2];
    constexpr double share = 0.2;  // of the way aside, where the line has gone a quarter of the way along
    const double aside = near.y + share * (far.y - near.y);
    const Point place = is_down_ ? Point{aside, is_at_begin ? near.x + 13 : near.x - 5}
                                 : Point{is_at_begin ? near.x + 5 : near.x - 5, aside + 4};
    return fmt::format("<text class=\"count\" x=\"{:.0f}\" y=\"{:.0f}\" text-anchor=\"{}\">{}</text>\n",
                       place.x, place.y,
                       is_down_      ? "middle"
                       : is_at_begin ? "start"
                                     : "end",
                       count_text(records));
  }

  [[nodiscard]] std::string node(const Json& stage, std::size_t index) const {
    const Spot& spot = layout_.nodes[index];
    const Point corner = point({spot.x, spot.y - sizes_.node_height / 2});
    const double width = is_down_ ? sizes_.node_height : sizes_.node_width,
                 height = is_down_ ? sizes_.node_width : sizes_.node_height;
    const std::string_view name = stage["stage"].string();
    const std::string kind = outcome_class(stage);
    std::string counts;
    if (kind != "none")
      counts = fmt::format("{} of {}", count_text(count_of(stage["emitted"])),
                           count_text(count_of(stage["received"])));
    return fmt::format(
        "<g class=\"node {}\"><title>{}: {}, {}</title><rect x=\"{:.0f}\" y=\"{:.0f}\" width=\"{:.0f}\" "
        "height=\"{:.0f}\" rx=\"7\"/><text x=\"{:.0f}\" y=\"{:.0f}\">{}</text><text class=\"small\" "
        "x=\"{:.0f}\" "
        "y=\"{:.0f}\">{}</text></g>\n",
        kind, shown(name), shown(stage["type"].string()), shown(stage["status"].string()), corner.x, corner.y,
        width, height, corner.x + 7, corner.y + 18, shown(clipped(name, most_letters)), corner.x + 7,
        corner.y + 35, counts);
  }

 private:
  // Spots have x along the flow.
  [[nodiscard]] Point point(const Spot& spot) const {
    return is_down_ ? Point{spot.y, spot.x} : Point{spot.x, spot.y};
  }

  const bool is_down_;
  const LayoutSizes& sizes_;
  const Layout layout_;
};

class Graph {
 public:
  explicit Graph(const Json& run) : stages_(run["stages"].items) {
    for (const Json& edge : run["edges"].items) {
      const auto from = find(edge["from"].string()), to = find(edge["to"].string());
      if (from < stages_.size() && to < stages_.size() && from != to)
        edges_[{from, to}] += count_of(edge["received"]);
    }
    for (const auto& [between, records] : edges_) ends_.push_back(between);
  }
  [[nodiscard]] bool can_be_drawn() const {
    // Of a run that was killed the edges are not known.
    return !stages_.empty() && (!edges_.empty() || stages_.size() == 1) && stages_.size() <= most_stages &&
           edges_.size() <= most_edges;
  }

  // From left to right only where that can be read in a wide window; the style shows one of them.
  [[nodiscard]] std::string html() const {
    const Drawing across(Flow::across, stages_.size(), ends_), down(Flow::down, stages_.size(), ends_);
    if (across.width() * least_scale > page_width) return down.svg("graph", content(down));
    return across.svg("graph across", content(across)) + down.svg("graph down", content(down));
  }

 private:
  [[nodiscard]] std::string content(const Drawing& drawing) const {
    std::vector<std::size_t> leaving(stages_.size(), 0), arriving(stages_.size(), 0);
    for (const auto& [from, to] : ends_) ++leaving[from], ++arriving[to];
    std::string lines, nodes, labels;
    std::size_t index = 0;
    for (const auto& [between, records] : edges_) {
      const std::vector<Spot> way = drawing.way(index++, between.first, between.second);
      lines += drawing.line(way, records);
      labels += drawing.label(way, records, leaving[between.first] <= arriving[between.second]);
    }
    for (std::size_t i = 0; i < stages_.size(); ++i) nodes += drawing.node(stages_[i], i);
    return lines + nodes + labels;
  }

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

  const std::vector<Json>& stages_;
  std::map<std::pair<std::size_t, std::size_t>, std::uint64_t> edges_;  // records between two stages
  std::vector<std::pair<std::size_t, std::size_t>> ends_;               // of the edges, in their order
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
         graph.html() +
         "</div>\n<p class=\"mute\">In each stage: inputs that gave records, of all; on the lines: "
         "records.</p>\n";
}

}  // namespace flowrun::report::page
