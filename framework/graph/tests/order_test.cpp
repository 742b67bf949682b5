#include "order.hpp"

#include <algorithm>
#include <random>
#include <tuple>
#include <vector>

#include <doctest/doctest.h>

using flowrun::graph::Order;

TEST_CASE(
    "orders compare by nearest edge, then source position, then child numbers from the oldest unit on") {
  const auto order = [](std::uint16_t edge, std::uint64_t position, std::uint32_t first,
                        std::uint32_t second) {
    return Order::of_source(position).child(first).child(second).through_edge(edge);
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
  const Order shallow = Order::of_source(7).child(0).through_edge(0);
  const Order deep = Order::of_source(0).child(0).child(0).through_edge(5).through_edge(1);
  CHECK(shallow < deep);
}

TEST_CASE("an order survives as bytes") {
  const Order order = Order::of_source(1).child(2).through_edge(3);
  CHECK(Order::of_bytes(order.bytes()) == order);
}
