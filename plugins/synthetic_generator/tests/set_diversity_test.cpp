// How varied a whole set is, as far as that shows without a compiler. The tokens of the templates before
// rustfmt differ from those after it by trailing commas only.
#include <algorithm>
#include <set>
#include <sstream>

#include <doctest/doctest.h>
#include <fmt/core.h>

#include <synthetic_generator/telling.hpp>

#include "diversity.hpp"

namespace {

constexpr std::size_t set_size = 84;

struct Set {
  std::vector<synthetic_generator::Unit> units;
  std::vector<std::vector<std::uint64_t>> crates;
  std::vector<std::string> ids, requests;
};

std::string first_words(const std::string& text, int count) {
  std::istringstream stream(text);
  std::string word, result;
  for (int i = 0; i < count && stream >> word; ++i) result += word + " ";
  return result;
}

const Set& set() {
  static const Set made = [] {
    Set result;
    result.units = synthetic_generator::plan(set_size, 7, synthetic_generator::rust_gaps);
    for (const auto& unit : result.units) {
      const auto rendered = synthetic_generator::render(unit);
      REQUIRE_MESSAGE(rendered.has_value(), rendered.error().text());
      synthetic_generator::Proof proof{.start = rendered->start, .done = rendered->done};
      proof.before = synthetic_generator::Captured{rendered->trap->command, "error: it fails\n", 101};
      proof.tests = 3;
      const auto telling = synthetic_generator::tell(unit, *rendered, proof);
      REQUIRE_MESSAGE(telling.has_value(), telling.error().text());
      result.crates.push_back(synthetic_generator_test::normalised_shingles(rendered->done));
      result.ids.push_back(unit.skeleton->id());
      result.requests.push_back(telling->request);
    }
    return result;
  }();
  return made;
}

// Chores are alike by intent.
std::vector<const synthetic_generator::Skeleton*> rust_skeletons() {
  std::vector<const synthetic_generator::Skeleton*> result;
  for (const auto& skeleton : synthetic_generator::skeletons()) {
    if (std::ranges::find(synthetic_generator::rust_gaps, skeleton.gap) !=
        synthetic_generator::rust_gaps.end())
      result.push_back(&skeleton);
  }
  return result;
}

std::size_t distinct(std::span<const std::vector<std::uint64_t>> crates) {
  const auto of = synthetic_generator_test::clusters(crates);
  return std::set<std::size_t>(of.begin(), of.end()).size();
}

}  // namespace

TEST_CASE("a set of 84 holds many structures") {
  const std::size_t clusters = distinct(set().crates);
  const double skeletons = synthetic_generator_test::effective_number(set().ids);
  MESSAGE(fmt::format("{} normalised clusters, {:.1f} effective skeletons", clusters, skeletons));
  CHECK(clusters >= 45);
  CHECK(skeletons >= 0.95 * static_cast<double>(rust_skeletons().size()));
  for (const auto* skeleton : rust_skeletons()) {
    std::vector<std::vector<std::uint64_t>> own;
    for (std::size_t i = 0; i < set().units.size(); ++i) {
      if (set().ids[i] == skeleton->id()) own.push_back(set().crates[i]);
    }
    MESSAGE(fmt::format("{}: {} clusters of {}", skeleton->id(), distinct(own), own.size()));
  }
}

// More skeletons leave fewer points for each, and most pairs are those of a trap with a value: for 60 % of
// all pairs a skeleton with four traps and three axes of two values needs four points.
TEST_CASE("the points of a set hold most pairs of axis values and most traps") {
  double all = 0, structural = 0, measured = 0;
  std::set<std::string> traps;
  std::size_t all_traps = 0;
  for (const auto* skeleton : rust_skeletons()) {
    std::vector<synthetic_generator::Point> points;
    for (const auto& unit : set().units) {
      if (unit.skeleton == skeleton) points.push_back(unit.point);
    }
    for (const auto& point : points) traps.insert(skeleton->id() + "/" + point.at("trap"));
    all_traps += skeleton->traps.size();
    all += synthetic_generator_test::pair_coverage(skeleton->axes, skeleton->exclusions, points);
    auto axes = skeleton->axes;
    axes.pop_back();  // the trap
    structural += synthetic_generator_test::pair_coverage(axes, skeleton->exclusions, points);
    ++measured;
  }
  MESSAGE(fmt::format("{:.0f} % of axis pairs on average, {:.0f} % without traps, {} of {} traps",
                      100 * all / measured, 100 * structural / measured, traps.size(), all_traps));
  CHECK(all / measured >= 0.5);
  CHECK(structural / measured >= 0.6);
  CHECK(traps.size() >= 0.75 * static_cast<double>(all_traps));
}

TEST_CASE("requests begin in many ways, and neighbours differ") {
  std::set<std::string> beginnings;
  for (std::size_t i = 0; i < set().requests.size(); ++i) {
    beginnings.insert(first_words(set().requests[i], 4));
    if (i > 0) CHECK(first_words(set().requests[i], 4) != first_words(set().requests[i - 1], 4));
  }
  MESSAGE(fmt::format("{} distinct beginnings of four words in {} requests", beginnings.size(), set_size));
  CHECK(beginnings.size() >= 60);
}
