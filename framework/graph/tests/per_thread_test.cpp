#include <barrier>
#include <set>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

#include <graph/per_thread.hpp>

using namespace flowrun::graph;

namespace {

constexpr std::size_t many = 3 * thread_numbers / 2;  // more than have a number of their own

// Runs `body(i)` on that many threads, all alive at once.
void on_many_threads(auto body) {
  std::barrier all(many);
  std::vector<std::jthread> threads;
  for (std::size_t i = 0; i < many; ++i) {
    threads.emplace_back([&, i] {
      (void)thread_number();
      all.arrive_and_wait();
      body(i);
      all.arrive_and_wait();
    });
  }
}

}  // namespace

TEST_CASE("a counter loses nothing, also with more threads than there are numbers") {
  Counter counter;
  on_many_threads([&](std::size_t i) {
    for (int n = 0; n < 1000; ++n) counter.add(i);
  });
  CHECK(counter.value() == 1000 * many * (many - 1) / 2);
}

TEST_CASE("the latest is the largest value of all threads, also of those that share a number") {
  for (const bool is_falling : {false, true}) {
    Latest latest;
    std::atomic<std::size_t> turn = 0;
    on_many_threads([&](std::size_t i) {
      const std::size_t place = is_falling ? many - 1 - i : i;
      while (turn.load() != place) std::this_thread::yield();
      latest.set(i + 1);
      ++turn;
    });
    CHECK(latest.value() == many);
  }
}

TEST_CASE("threads that live at once have different numbers, and numbers come back") {
  const std::size_t own = thread_number();
  std::set<std::size_t> seen;
  for (std::size_t i = 0; i < 3 * thread_numbers; ++i)
    std::jthread([&] { seen.insert(thread_number()); }).join();
  CHECK(seen.size() == 1);
  CHECK(*seen.begin() != own);
  CHECK(*seen.begin() < thread_numbers - 1);
}
