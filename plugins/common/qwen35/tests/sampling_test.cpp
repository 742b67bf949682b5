// The choice of a token against the definition of top_p.

#include "sampling.hpp"

#include <cmath>
#include <map>

#include "golden.hpp"

namespace {

constexpr int64_t vocabulary = 2000;
constexpr int draws = 4000;

// Falling slowly, so that the likeliest half is far from what is sorted first.
at::Tensor slow_logits() { return at::arange(vocabulary, at::kFloat) * -0.002; }

std::map<int64_t, int> drawn(const qwen35::Sampling& settings) {
  qwen35::Sampler sampler(settings, 0);
  const at::Tensor logits = slow_logits();
  std::map<int64_t, int> counts;
  for (int i = 0; i < draws; ++i) ++counts[sampler.choose(logits)];
  return counts;
}

// How many of the likeliest tokens hold `share` of all the probability.
int64_t tokens_with(double share, double temperature) {
  double total = 0, sum = 0;
  for (int64_t i = 0; i < vocabulary; ++i) total += std::exp(-0.002 * static_cast<double>(i) / temperature);
  for (int64_t i = 0; i < vocabulary; ++i) {
    sum += std::exp(-0.002 * static_cast<double>(i) / temperature) / total;
    if (sum >= share) return i + 1;
  }
  return vocabulary;
}

}  // namespace

TEST_CASE("only the likeliest tokens with top_p of the probability are drawn, and all parts of them") {
  for (const double top_p : {0.05, 0.5, 0.9}) {
    CAPTURE(top_p);
    const int64_t allowed = tokens_with(top_p, 0.8);
    const auto counts = drawn({.temperature = 0.8, .top_p = top_p, .seed = 3});
    CHECK(counts.rbegin()->first < allowed + 1);
    CHECK(counts.rbegin()->first > allowed * 9 / 10);
  }
}

TEST_CASE("tokens are drawn as often as they are likely") {
  for (const double top_p : {0.5, 1.0}) {
    CAPTURE(top_p);
    const int64_t half = tokens_with(top_p / 2, 1);
    int in_the_likelier_half = 0;
    for (const auto& [id, count] : drawn({.temperature = 1, .top_p = top_p, .seed = 9})) {
      if (id < half) in_the_likelier_half += count;
    }
    // Five standard deviations of a fair coin.
    CHECK(std::abs(in_the_likelier_half - draws / 2) < 160);
  }
}

TEST_CASE("top_k draws from that many") {
  const auto counts = drawn({.temperature = 1, .top_k = 3, .seed = 1});
  CHECK(counts.size() == 3);
  CHECK(counts.rbegin()->first == 2);
}
