#include "timers.hpp"

#include <future>
#include <string>

#include <doctest/doctest.h>

using flowrun::graph::Timers;
using namespace std::chrono_literals;

TEST_CASE("calls come in the order of their time, and what is left comes when the timers end") {
  std::string order;
  std::promise<void> second;
  {
    Timers timers;
    timers.after(1h, [&] { order += '3'; });
    timers.after(2ms, [&] {
      order += '2';
      second.set_value();
    });
    timers.after(0ms, [&] { order += '1'; });
    second.get_future().wait();
    CHECK(order == "12");
  }
  CHECK(order == "123");
}

TEST_CASE("a call that was taken back does not come") {
  bool called = false;
  {
    Timers timers;
    const auto id = timers.after(1h, [&] { called = true; });
    timers.cancel(id);
    timers.cancel(id);
  }
  CHECK_FALSE(called);
}
