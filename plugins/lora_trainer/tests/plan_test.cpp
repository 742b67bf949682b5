#include <algorithm>
#include <set>

#include <doctest/doctest.h>

#include <lora_trainer/plan.hpp>

TEST_CASE("every epoch holds each example once, in an order of its own") {
  for (const std::size_t examples : {1u, 2u, 7u, 64u}) {
    for (const std::size_t batch : {1u, 3u, 8u, 100u}) {
      const auto steps = lora_trainer::plan_steps(examples, 3, batch, 42);
      const std::size_t each = (examples + batch - 1) / batch;
      REQUIRE(steps.size() == 3 * each);
      std::set<std::vector<std::size_t>> orders;
      for (std::size_t epoch = 0; epoch < 3; ++epoch) {
        std::vector<std::size_t> seen;
        for (std::size_t i = 0; i < each; ++i) {
          const auto& step = steps[epoch * each + i];
          CHECK(!step.examples.empty());
          CHECK(step.examples.size() <= batch);
          seen.insert(seen.end(), step.examples.begin(), step.examples.end());
        }
        CHECK(steps[(epoch + 1) * each - 1].epoch == static_cast<double>(epoch + 1));
        orders.insert(seen);
        std::ranges::sort(seen);
        for (std::size_t i = 0; i < examples; ++i) CHECK(seen[i] == i);
      }
      if (examples == 64) CHECK(orders.size() == 3);
    }
  }
}

TEST_CASE("the same seed gives the same plan, another seed another") {
  const auto order = [](std::uint64_t seed) {
    std::vector<std::size_t> all;
    for (const auto& step : lora_trainer::plan_steps(50, 1, 4, seed))
      all.insert(all.end(), step.examples.begin(), step.examples.end());
    return all;
  };
  CHECK(order(1) == order(1));
  CHECK(order(1) != order(2));
}

TEST_CASE("nothing to learn from is an empty plan") { CHECK(lora_trainer::plan_steps(0, 5, 4, 1).empty()); }
