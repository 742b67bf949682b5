#include "statistics.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/students_t.hpp>

namespace cargo_evaluator {
namespace {

constexpr double z95 = 1.959963984540054;  // 0.975 quantile of the normal distribution

}  // namespace

double mean(std::span<const double> values) {
  if (values.empty()) return 0;
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

Interval wilson(double share, std::size_t n) {
  if (n == 0) return {0, 1};
  const auto count = static_cast<double>(n);
  const double z2 = z95 * z95;
  const double middle = (share + z2 / (2 * count)) / (1 + z2 / count);
  const double half =
      z95 / (1 + z2 / count) * std::sqrt(share * (1 - share) / count + z2 / (4 * count * count));
  return {std::max(0.0, middle - half), std::min(1.0, middle + half)};
}

PairedResult paired(std::span<const double> differences) {
  PairedResult result{mean(differences), {}, {}};
  if (differences.size() < 2) return result;
  double squares = 0;
  for (const double one : differences) squares += (one - result.mean) * (one - result.mean);
  const auto n = static_cast<double>(differences.size());
  const double error = std::sqrt(squares / (n - 1) / n);
  // Below rounding: the differences are all the same, and nothing can be said about their spread.
  if (error < 1e-12) {
    if (result.mean == 0) result.p = 1;
    return result;
  }
  const boost::math::students_t distribution(n - 1);
  const double half = boost::math::quantile(distribution, 0.975) * error;
  result.interval = Interval{result.mean - half, result.mean + half};
  result.p = 2 * boost::math::cdf(boost::math::complement(distribution, std::abs(result.mean) / error));
  return result;
}

namespace {

// Tango's score statistic of a true difference `delta`, with b pairs for and c against of n.
double tango(double b, double c, double n, double delta) {
  const double square = 2 * n;
  const double linear = -b - c + (2 * n - b + c) * delta;
  const double constant = -c * delta * (1 - delta);
  const double q =
      (std::sqrt(std::max(0.0, linear * linear - 4 * square * constant)) - linear) / (2 * square);
  const double variance = n * (2 * q + delta * (1 - delta));
  const double distance = b - c - n * delta;
  if (variance <= 0) return distance == 0 ? 0 : std::copysign(1e9, distance);
  return distance / std::sqrt(variance);
}

// Where the statistic, which falls in delta, meets `level`.
double tango_bound(double b, double c, double n, double level) {
  double low = -1;
  double high = 1;
  for (int i = 0; i < 60; ++i) {
    const double middle = (low + high) / 2;
    (tango(b, c, n, middle) > level ? low : high) = middle;
  }
  return (low + high) / 2;
}

}  // namespace

PairedResult paired_binary(std::span<const double> differences) {
  PairedResult result{mean(differences), {}, {}};
  if (differences.empty()) return result;
  const auto n = static_cast<double>(differences.size());
  const auto better = static_cast<double>(std::ranges::count_if(differences, [](double d) { return d > 0; }));
  const auto worse = static_cast<double>(std::ranges::count_if(differences, [](double d) { return d < 0; }));
  result.interval = Interval{tango_bound(better, worse, n, z95), tango_bound(better, worse, n, -z95)};
  result.p = 1;
  if (better + worse > 0) {
    const boost::math::binomial_distribution<double> fair(better + worse, 0.5);
    result.p = std::min(1.0, 2 * boost::math::cdf(fair, std::min(better, worse)));
  }
  return result;
}

PairedResult bootstrapped(std::span<const double> differences) {
  constexpr std::size_t draws = 10'000;
  PairedResult result{mean(differences), {}, {}};
  const std::size_t n = differences.size();
  if (n < 2) return result;
  std::mt19937_64 random(20240);
  std::vector<double> means;
  std::size_t as_far = 0;
  for (std::size_t draw = 0; draw < draws; ++draw) {
    double sum = 0;
    double flipped = 0;
    for (std::size_t i = 0; i < n; ++i) {
      sum += differences[random() % n];  // n is far below 2^64: the bias does not show
      flipped += (random() & 1U) != 0 ? differences[i] : -differences[i];
    }
    means.push_back(sum / static_cast<double>(n));
    as_far += std::abs(flipped) / static_cast<double>(n) >= std::abs(result.mean) - 1e-12;
  }
  std::ranges::sort(means);
  result.interval = Interval{means[draws / 40], means[draws - 1 - draws / 40]};
  result.p = static_cast<double>(as_far + 1) / static_cast<double>(draws + 1);
  return result;
}

std::vector<double> holm(std::span<const double> p) {
  std::vector<std::size_t> order(p.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return p[i]; });
  std::vector<double> adjusted(p.size());
  double largest = 0;
  for (std::size_t rank = 0; rank < order.size(); ++rank) {
    largest = std::max(largest, std::min(1.0, static_cast<double>(p.size() - rank) * p[order[rank]]));
    adjusted[order[rank]] = largest;
  }
  return adjusted;
}

}  // namespace cargo_evaluator
