// Where the stages of a graph are drawn: in columns, each to the right of those that feed it, with few edges that cross.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

namespace flowrun::report::page {

struct Spot {
  double x = 0, y = 0;  // of the left edge, and of the middle
};

struct Layout {
  std::vector<Spot> nodes;
  std::vector<std::vector<Spot>> bends;  // of each edge where it passes a column between its ends
  double width = 0, height = 0;
};

struct LayoutSizes {
  double node_width, node_height;
  double column_gap, row_gap;
  double bend_height;  // that an edge takes where it passes a column
};

// Of a graph without cycles; edges are pairs of indices below `nodes`.
Layout layout_of(std::size_t nodes, const std::vector<std::pair<std::size_t, std::size_t>>& edges,
                 const LayoutSizes& sizes);

}  // namespace flowrun::report::page
