#include <algorithm>
#include <array>
#include <numeric>
#include <optional>

#include <synthetic_generator/design.hpp>
#include <synthetic_generator/random.hpp>

namespace synthetic_generator {
namespace {

constexpr int candidates = 64;

using Pair = std::array<std::string_view, 4>;  // axis, value, axis, value
using Seen = std::map<Pair, unsigned>;

bool excluded(const Point& point, const std::vector<Exclusion>& exclusions) {
  return std::ranges::any_of(exclusions, [&](const Exclusion& exclusion) {
    return std::ranges::all_of(exclusion, [&](const auto& entry) {
      const auto at = point.find(entry.first);
      return at != point.end() && std::ranges::find(entry.second, at->second) != entry.second.end();
    });
  });
}

std::optional<Point> random_point(const std::vector<Axis>& axes, const std::vector<Exclusion>& exclusions,
                                  Random& random) {
  for (int attempt = 0; attempt < 100; ++attempt) {
    Point point;
    for (const Axis& axis : axes) point[axis.name] = axis.values[random.below(axis.values.size())];
    if (!excluded(point, exclusions)) return point;
  }
  return std::nullopt;
}

// Views into `axes`, which outlive the points.
std::vector<Pair> pairs_of(const std::vector<Axis>& axes, const Point& point) {
  const auto value = [&](const Axis& axis) {
    return std::string_view(*std::ranges::find(axis.values, point.at(axis.name)));
  };
  std::vector<Pair> pairs;
  for (std::size_t a = 0; a < axes.size(); ++a) {
    // A value with itself: all values of an axis come up equally often.
    for (std::size_t b = a; b < axes.size(); ++b)
      pairs.push_back({axes[a].name, value(axes[a]), axes[b].name, value(axes[b])});
  }
  return pairs;
}

std::uint64_t novelty(const std::vector<Pair>& pairs, const Seen& seen) {
  std::uint64_t sum = 0;
  for (const Pair& pair : pairs) {
    const auto at = seen.find(pair);
    const unsigned times = at == seen.end() ? 0 : at->second;
    const std::uint64_t weight = pair[0] == pair[2] ? 4 : 1;
    sum += (weight << 32) >> std::min(times, 31u);
  }
  return sum;
}

}  // namespace

std::vector<Point> covering_design(const std::vector<Axis>& axes, const std::vector<Exclusion>& exclusions,
                                   std::uint64_t seed, std::size_t count) {
  std::vector<Point> points;
  Seen seen;
  Random random(seed);
  while (points.size() < count) {
    std::optional<Point> best;
    std::uint64_t best_novelty = 0;
    for (int i = 0; i < candidates; ++i) {
      auto point = random_point(axes, exclusions, random);
      if (!point) continue;
      const std::uint64_t value = novelty(pairs_of(axes, *point), seen);
      if (best && value <= best_novelty) continue;
      best = std::move(point);
      best_novelty = value;
    }
    if (!best) return points;  // the exclusions leave nothing
    for (const Pair& pair : pairs_of(axes, *best)) ++seen[pair];
    points.push_back(*std::move(best));
  }
  return points;
}

std::vector<std::size_t> permutation(std::size_t size, std::uint64_t seed) {
  std::vector<std::size_t> order(size);
  std::iota(order.begin(), order.end(), std::size_t{0});
  Random random(seed);
  for (std::size_t i = size; i > 1; --i) std::swap(order[i - 1], order[random.below(i)]);
  return order;
}

}  // namespace synthetic_generator
