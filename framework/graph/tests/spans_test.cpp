#include <map>
#include <string>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

#include <graph/spans.hpp>

using flowrun::graph::Span;
using flowrun::graph::SpanKind;
using flowrun::graph::Spans;
using std::chrono::microseconds;

namespace {

struct Taken {
  std::map<std::size_t, std::vector<Span>> by_thread;
  Spans::Take take() {
    return [this](std::size_t thread, std::span<const Span> spans) {
      by_thread[thread].insert(by_thread[thread].end(), spans.begin(), spans.end());
    };
  }
};

Span::Clock::time_point at(int us) { return Span::Clock::time_point(microseconds(us)); }

Span span(SpanKind kind, std::uint32_t stage, int begin, int end) {
  return {.kind = kind, .stage = stage, .begin = at(begin), .end = at(end)};
}

}  // namespace

TEST_CASE("short spans that follow each other become one, which knows how many they were and how long") {
  Taken taken;
  Spans spans(2, taken.take());
  for (int i = 0; i < 3000; ++i) {
    spans.add(span(SpanKind::body, 0, 10 * i, 10 * i + 4));
    spans.add(span(SpanKind::body, 1, 10 * i + 4, 10 * i + 8));
  }
  spans.finish();
  REQUIRE(taken.by_thread.size() == 1);
  const auto& all = taken.by_thread[0];
  CHECK(all.size() < 70);
  for (std::uint32_t stage : {0U, 1U}) {
    std::uint64_t count = 0, records = 0;
    Span::Clock::duration time{};
    Span::Clock::time_point last{};
    for (const Span& one : all) {
      if (one.stage != stage) continue;
      CHECK(one.begin >= last);  // they do not overlap
      last = one.end;
      CHECK(one.end - one.begin <= microseconds(1000));
      count += one.count;
      records += one.records;
      time += one.time;
    }
    CHECK(count == 3000);
    CHECK(records == 3000);
    CHECK(time == microseconds(4 * 3000));
  }
}

TEST_CASE("a span that others lie in stays whole, and so do long ones and other kinds") {
  Taken taken;
  Spans spans(1, taken.take());
  spans.add(span(SpanKind::blocked, 0, 100, 200));
  spans.add(span(SpanKind::body, 0, 0, 300));
  spans.add(span(SpanKind::body, 0, 300, 5000));
  spans.finish();
  REQUIRE(taken.by_thread[0].size() == 3);
  CHECK(taken.by_thread[0][0].kind == SpanKind::blocked);
  CHECK(taken.by_thread[0][1].end == at(300));
  CHECK(taken.by_thread[0][2].end == at(5000));
}

TEST_CASE("units that the store writes together are one span from the first on") {
  Taken taken;
  Spans spans(1, taken.take());
  spans.add(span(SpanKind::store, 0, 500, 9000));
  spans.add(span(SpanKind::store, 0, 100, 9001));
  spans.add(span(SpanKind::store, 0, 9500, 20000));
  spans.finish();
  REQUIRE(taken.by_thread[0].size() == 2);
  CHECK(taken.by_thread[0][0].begin == at(100));
  CHECK(taken.by_thread[0][0].count == 2);
}

TEST_CASE("each thread has spans of its own, and none is lost") {
  Taken taken;
  Spans spans(1, taken.take());
  constexpr int threads = 4, each = 5000;
  std::vector<std::thread> all;
  for (int t = 0; t < threads; ++t)
    all.emplace_back([&spans] {
      for (int i = 0; i < each; ++i) spans.add(span(SpanKind::body, 0, 2000 * i, 2000 * i + 1500));
    });
  for (std::thread& thread : all) thread.join();
  spans.finish();
  REQUIRE(taken.by_thread.size() == threads);
  for (const auto& [thread, own] : taken.by_thread) CHECK(own.size() == each);
}

TEST_CASE("what is told of a record ends with a whole character") {
  Span one;
  one.tell(std::string(47, 'a') + "\u00e9 and more");
  CHECK(one.told() == std::string(47, 'a'));
}
