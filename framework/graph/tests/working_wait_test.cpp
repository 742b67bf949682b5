#include "working_wait.hpp"

#include <atomic>
#include <thread>
#include <vector>

#include <doctest/doctest.h>
#include <oneapi/tbb/task_arena.h>

using flowrun::graph::WorkingWait;

TEST_CASE("who was woken before does not wait") {
  WorkingWait wait;
  wait.wake();
  wait.wake();
  wait.wait();
}

TEST_CASE("a waiting thread works on other tasks, one of which may wake it") {
  oneapi::tbb::task_arena(1).execute([] {
    WorkingWait wait;
    oneapi::tbb::task_group others;
    int done = 0;
    for (int i = 0; i < 5; ++i) others.run([&] { ++done == 5 ? wait.wake() : void(); });
    wait.wait();
    CHECK(done == 5);
    others.wait();
  });
}

TEST_CASE("no wake is lost, from however many threads they come") {
  // ThreadSanitizer looks at this one.
  WorkingWait wait;
  std::atomic<int> made = 0;
  constexpr int threads = 4, each = 500;
  {
    std::vector<std::jthread> wakers;
    for (int i = 0; i < threads; ++i) {
      wakers.emplace_back([&] {
        for (int n = 0; n < each; ++n) {
          ++made;
          wait.wake();
        }
      });
    }
    while (made.load() < threads * each) wait.wait();
  }
}
