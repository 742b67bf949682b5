#include "order.hpp"

#include <random>
#include <thread>
#include <tuple>
#include <vector>

#include <doctest/doctest.h>

using namespace flowrun::graph;

TEST_CASE(
    "order keys compare by nearest edge, then source position, then child numbers from the oldest unit on") {
  const Path begin;
  const auto order = [&](std::uint16_t edge, std::uint64_t position, std::uint32_t first,
                         std::uint32_t second) {
    return std::string(begin.through(edge)->bytes()) + big_endian_text(position) + big_endian_text(first) +
           big_endian_text(second);
  };
  std::mt19937 random(3);
  std::vector<std::tuple<std::uint16_t, std::uint64_t, std::uint32_t, std::uint32_t>> keys;
  for (int i = 0; i < 500; ++i)
    keys.emplace_back(random() % 3, random() % 400, random() % 300, random() % 70000);
  for (const auto& a : keys) {
    const auto& b = keys[random() % keys.size()];
    CHECK((std::apply(order, a) < std::apply(order, b)) == (a < b));
    CHECK((std::apply(order, a) == std::apply(order, b)) == (a == b));
  }
}

TEST_CASE("branches of different depth behind one consumer stay apart") {
  const Path begin;
  const Path* shallow = begin.through(0);
  const Path* deep = begin.through(5)->through(1);
  CHECK(shallow->bytes() < deep->bytes());
}

TEST_CASE("equal paths are the same object, whichever thread asked first") {
  const Path begin;
  std::vector<const Path*> found(8);
  {
    std::vector<std::jthread> threads;
    for (auto& path : found) {
      threads.emplace_back([&] {
        for (std::uint16_t position = 0; position < 100; ++position)
          path = begin.through(position)->through(3);
      });
    }
  }
  for (const Path* path : found) CHECK(path == found[0]);
  CHECK(found[0]->bytes() == big_endian_text(std::uint16_t{3}) + big_endian_text(std::uint16_t{99}));
}
