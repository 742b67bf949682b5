#include <algorithm>
#include <random>

#include "index_run.hpp"
#include "support.hpp"

using namespace flowrun::store;

namespace {

std::vector<std::uint64_t> places(const IndexView& view, std::uint64_t prefix) {
  std::vector<std::uint64_t> found;
  view.each_place(prefix, [&](std::uint64_t place) {
    found.push_back(place);
    return false;
  });
  return found;
}

IndexView view_of(IndexEntries entries) { return {.runs = {std::make_shared<IndexRun>(std::move(entries))}}; }

}  // namespace

TEST_CASE("every prefix is found where it was put, whatever the spread of the prefixes") {
  std::mt19937_64 random(1);
  for (const std::size_t count : {0, 1, 2, 9, 1000, 50'000}) {
    CAPTURE(count);
    IndexEntries arrivals;
    for (std::size_t i = 0; i < count; ++i) {
      const auto prefix = i % 3 == 0 ? random() : i % 3 == 1 ? random() >> 40 : ~std::uint64_t{0} - i;
      arrivals.push_back({.prefix = prefix, .place = i + 1});
    }
    const auto view = view_of(in_index_order(arrivals));
    CHECK(std::ranges::all_of(arrivals, [&](const IndexEntry& entry) {
      return std::ranges::count(places(view, entry.prefix), entry.place) == 1;
    }));
    CHECK(places(view, std::uint64_t{1} << 50).empty());
  }
}

TEST_CASE("of several places with one prefix the newest comes first, within a run and across runs") {
  const IndexEntries older = in_index_order({{7, 1}, {5, 2}, {7, 3}});
  const IndexEntries newer = in_index_order({{7, 4}, {9, 5}, {7, 6}});
  CHECK(places(view_of(merged(newer, older)), 7) == std::vector<std::uint64_t>{6, 4, 3, 1});
  const IndexView both{.runs = {std::make_shared<IndexRun>(newer), std::make_shared<IndexRun>(older)}};
  CHECK(places(both, 7) == std::vector<std::uint64_t>{6, 4, 3, 1});
  CHECK(places(both, 5) == std::vector<std::uint64_t>{2});
  CHECK(places(both, 6).empty());
}

TEST_CASE("a run that is out of order is searched without harm") {
  std::mt19937_64 random(2);
  IndexEntries run;
  for (std::uint64_t i = 0; i < 1000; ++i) run.push_back({.prefix = random(), .place = i});
  const auto view = view_of(run);
  for (const auto& entry : run) CHECK(places(view, entry.prefix).size() <= 1);
}
