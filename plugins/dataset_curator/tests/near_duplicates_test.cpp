#include "near_duplicates.hpp"

#include <algorithm>
#include <array>
#include <numeric>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <test_support/temporary_folder.hpp>

#include "planted.hpp"

using dataset_curator::Likeness;
using dataset_curator::NearDuplicates;
using dataset_curator::OwnWork;

namespace {

std::map<std::uint32_t, NearDuplicates::Found> found_in(const std::vector<OwnWork>& works,
                                                        const std::vector<std::uint32_t>& best_first) {
  const test_support::TemporaryFolder folder;
  auto near = NearDuplicates::in(folder.path());
  REQUIRE(near);
  for (const OwnWork& work : works) REQUIRE(near->add(work));
  auto found = near->find(best_first, {});
  REQUIRE(found);
  return std::move(*found);
}

OwnWork drawn(std::uint64_t seed) {
  planted::Random random(seed);
  return dataset_curator::own_work(planted::example(planted::work(random), "id"));
}

}  // namespace

TEST_CASE("of near duplicates the first of the best stays, and only what stays takes others out") {
  // Each has twelve more of a hundred words replaced than the one before it, so that only neighbours are alike.
  std::vector<OwnWork> chain(3);
  for (int i = 0; i < 100; ++i) {
    for (int step = 0; step < 3; ++step)
      chain[static_cast<std::size_t>(step)].told += fmt::format("w{} ", i < step * 12 ? 1000 + i : i);
  }
  auto found = found_in(chain, {0, 1, 2});
  REQUIRE(found.size() == 1);
  CHECK(found.at(1).kept == std::vector<std::uint32_t>{0});
  CHECK(found.at(1).likeness.index == doctest::Approx(0.78).epsilon(0.01));
  found = found_in(chain, {1, 2, 0});
  CHECK(found.contains(0));
  CHECK(found.contains(2));
}

TEST_CASE("of one shape a few stay") {
  planted::Random random(3);
  const planted::Work original = planted::work(random);
  std::vector<OwnWork> works;
  for (int i = 0; i < 6; ++i) {
    planted::Work other = planted::renamed(original, random);
    other.request = {fmt::format("Task {} has words of its own, as {} and {} are.", i, drawn(i).request, i)};
    works.push_back(dataset_curator::own_work(planted::example(other, "id")));
  }
  const auto found = found_in(works, {5, 4, 3, 2, 1, 0});
  REQUIRE(found.size() == 3);
  CHECK(found.at(0).likeness.kind == Likeness::Kind::same_shape);
  CHECK(found.at(0).kept.size() == 3);
}

TEST_CASE("what is found does not depend on the order in which examples come") {
  std::vector<OwnWork> works;
  for (const chat::Example& example : planted::set(300, 60, 5).examples)
    works.push_back(dataset_curator::own_work(example));
  std::vector<std::uint32_t> order(works.size());
  std::iota(order.begin(), order.end(), 0U);
  const auto found = found_in(works, order);
  CHECK(found.size() > 50);
  std::vector<OwnWork> reversed(works.rbegin(), works.rend());
  std::ranges::reverse(order);
  const auto again = found_in(reversed, order);
  REQUIRE(again.size() == found.size());
  const auto last = static_cast<std::uint32_t>(works.size() - 1);
  for (const auto& [row, one] : found) {
    REQUIRE(again.contains(last - row));
    CHECK(again.at(last - row).kept[0] == last - one.kept[0]);
  }
}

TEST_CASE("nothing is found in nothing, and a folder that is not there is told") {
  CHECK(found_in({}, {}).empty());
  CHECK(found_in({OwnWork{}, OwnWork{}}, {0, 1}).empty());
  const auto none = NearDuplicates::in("/no/such/folder");
  REQUIRE(!none);
  CHECK(none.error().text().starts_with("the signatures of examples cannot be written (No such file"));
}
