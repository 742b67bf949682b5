#include "timers.hpp"

#include <future>
#include <stdexcept>
#include <string>

#include <doctest/doctest.h>

using flowrun::graph::RunFault;
using flowrun::graph::Timers;
using namespace std::chrono_literals;

TEST_CASE("calls come in the order of their time, and what is left comes when the timers end") {
  std::string order;
  std::promise<void> second;
  {
    RunFault fault;
    Timers timers(fault);
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
    RunFault fault;
    Timers timers(fault);
    const auto id = timers.after(1h, [&] { called = true; });
    timers.cancel(id);
    timers.cancel(id);
  }
  CHECK_FALSE(called);
}

TEST_CASE(
    "a call that throws is noted as what broke the run, which is stopped, and the others come all the same") {
  RunFault fault;
  bool called = false;
  {
    Timers timers(fault);
    timers.after(0ms, [] { throw std::runtime_error("no more threads"); });
    timers.after(1ms, [&] { called = true; });
  }
  CHECK(called);
  CHECK(fault.token().stop_requested());
  CHECK(
      fault.text() ==
      "the run broke off while a timer went off (no more threads): what was finished is kept; mend the cause "
      "and run again");
}
