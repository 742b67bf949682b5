#include "leave.hpp"

#include <atomic>
#include <future>
#include <memory>

#include <doctest/doctest.h>

using flowrun::cli::ends_within;
using namespace std::chrono_literals;

TEST_CASE("work that never ends does not keep whoever leaves") {
  // Kept by the thread, which is left behind.
  const auto never = std::make_shared<std::promise<void>>();
  CHECK_FALSE(ends_within(1ms, [future = never->get_future().share()] { future.wait(); }));
  never->set_value();
}

TEST_CASE("work that ends is done before it goes on") {
  std::atomic<bool> is_done = false;
  CHECK(ends_within(1min, [&] { is_done = true; }));
  CHECK(is_done);
}
