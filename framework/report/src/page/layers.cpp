#include "layers.hpp"

#include <algorithm>
#include <limits>

namespace flowrun::report::page {
namespace {

using Edges = std::vector<std::pair<std::size_t, std::size_t>>;

constexpr int sweeps = 8;

// The longest way from a source.
std::vector<std::size_t> columns_of(std::size_t nodes, const Edges& edges) {
  std::vector<std::size_t> columns(nodes, 0);
  bool is_moving = true;
  for (std::size_t round = 0; is_moving && round < nodes; ++round) {
    is_moving = false;
    for (const auto& [from, to] : edges) {
      if (columns[to] > columns[from]) continue;
      columns[to] = columns[from] + 1;
      is_moving = true;
    }
  }
  return columns;
}

// Nodes, and behind them what stands for an edge in the columns between its ends.
class Drawing {
 public:
  Drawing(std::size_t nodes, const Edges& edges, const LayoutSizes& sizes)
      : sizes_(sizes), nodes_(nodes), column_of_(columns_of(nodes, edges)), bends_(edges.size()) {
    before_.resize(nodes);
    after_.resize(nodes);
    for (std::size_t i = 0; i < edges.size(); ++i) add_edge(i, edges[i]);
    columns_.resize(column_of_.empty() ? 0 : *std::ranges::max_element(column_of_) + 1);
    for (std::size_t one = 0; one < column_of_.size(); ++one) columns_[column_of_[one]].push_back(one);
    places_.resize(column_of_.size());
    for (auto& column : columns_) place(column);
  }

  void arrange() {
    for (int sweep = 0; sweep < sweeps; ++sweep) {
      for (auto& column : columns_) order(column, before_);
      for (auto column = columns_.rbegin(); column != columns_.rend(); ++column) order(*column, after_);
    }
    for (int sweep = 0; sweep < sweeps; ++sweep) {
      for (const auto& column : columns_) settle(column, before_);
      for (auto column = columns_.rbegin(); column != columns_.rend(); ++column) settle(*column, after_);
    }
  }

  [[nodiscard]] Layout layout() const {
    Layout layout;
    if (places_.empty()) return layout;
    double top = std::numeric_limits<double>::infinity(), bottom = -top;
    for (std::size_t one = 0; one < places_.size(); ++one) {
      top = std::min(top, places_[one] - height(one) / 2);
      bottom = std::max(bottom, places_[one] + height(one) / 2);
    }
    const auto spot = [&](std::size_t one) {
      return Spot{static_cast<double>(column_of_[one]) * (sizes_.node_width + sizes_.column_gap),
                  places_[one] - top};
    };
    for (std::size_t one = 0; one < nodes_; ++one) layout.nodes.push_back(spot(one));
    for (const auto& bends : bends_) {
      auto& spots = layout.bends.emplace_back();
      for (const std::size_t bend : bends) spots.push_back(spot(bend));
    }
    layout.height = bottom - top;
    layout.width =
        static_cast<double>(columns_.size()) * (sizes_.node_width + sizes_.column_gap) - sizes_.column_gap;
    return layout;
  }

 private:
  using Neighbours = std::vector<std::vector<std::size_t>>;

  void connect(std::size_t from, std::size_t to) {
    after_[from].push_back(to);
    before_[to].push_back(from);
  }

  void add_edge(std::size_t index, const std::pair<std::size_t, std::size_t>& edge) {
    std::size_t last = edge.first;
    for (std::size_t column = column_of_[edge.first] + 1; column < column_of_[edge.second]; ++column) {
      const std::size_t bend = column_of_.size();
      column_of_.push_back(column);
      before_.emplace_back();
      after_.emplace_back();
      bends_[index].push_back(bend);
      connect(last, bend);
      last = bend;
    }
    connect(last, edge.second);
  }

  [[nodiscard]] double height(std::size_t one) const {
    return one < nodes_ ? sizes_.node_height : sizes_.bend_height;
  }

  [[nodiscard]] double wanted(std::size_t one, const Neighbours& neighbours) const {
    if (neighbours[one].empty()) return places_[one];
    double sum = 0;
    for (const std::size_t neighbour : neighbours[one]) sum += places_[neighbour];
    return sum / static_cast<double>(neighbours[one].size());
  }

  // One below the other, around 0.
  void place(const std::vector<std::size_t>& column) {
    double sum = -sizes_.row_gap;
    for (const std::size_t one : column) sum += height(one) + sizes_.row_gap;
    double y = -sum / 2;
    for (const std::size_t one : column) {
      places_[one] = y + height(one) / 2;
      y += height(one) + sizes_.row_gap;
    }
  }

  void order(std::vector<std::size_t>& column, const Neighbours& neighbours) {
    std::vector<double> wishes(places_.size());
    for (const std::size_t one : column) wishes[one] = wanted(one, neighbours);
    std::ranges::stable_sort(column, {}, [&](std::size_t one) { return wishes[one]; });
    place(column);
  }

  // Close to its neighbours, in the order that was found.
  void settle(const std::vector<std::size_t>& column, const Neighbours& neighbours) {
    std::vector<double> wishes;
    for (const std::size_t one : column) wishes.push_back(wanted(one, neighbours));
    double shift = 0;
    for (std::size_t i = 0; i < column.size(); ++i) {
      places_[column[i]] = wishes[i];
      if (i > 0)
        places_[column[i]] =
            std::max(wishes[i], places_[column[i - 1]] + (height(column[i - 1]) + height(column[i])) / 2 +
                                    sizes_.row_gap);
      shift += wishes[i] - places_[column[i]];
    }
    for (const std::size_t one : column) places_[one] += shift / static_cast<double>(column.size());
  }

  const LayoutSizes sizes_;
  const std::size_t nodes_;
  std::vector<std::size_t> column_of_;
  std::vector<std::vector<std::size_t>> bends_;  // of each edge
  Neighbours before_, after_;
  std::vector<std::vector<std::size_t>> columns_;
  std::vector<double> places_;
};

}  // namespace

Layout layout_of(std::size_t nodes, const Edges& edges, const LayoutSizes& sizes) {
  Drawing drawing(nodes, edges, sizes);
  drawing.arrange();
  return drawing.layout();
}

}  // namespace flowrun::report::page
