// Curves as an inline SVG: the one way in which the page plots.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace flowrun::report::page {

struct Curve {
  std::string kind;                               // classes of the style: "c0"
  std::vector<std::pair<double, double>> points;  // finite, by ascending x
  bool is_line = true;                            // else dots alone
};

// Both axes end at what the curves need; `unit` is that of x. Of many points it draws those that matter at its size.
std::string plot(const std::vector<Curve>& curves, std::string_view unit);

}  // namespace flowrun::report::page
