#include <set>

#include <doctest/doctest.h>

#include <synthetic_generator/design.hpp>
#include <synthetic_generator/plan.hpp>

#include "diversity.hpp"

using synthetic_generator::Axis;
using synthetic_generator::covering_design;

namespace {

const std::vector<Axis> axes = {{"a", {"1", "2", "3"}}, {"b", {"1", "2"}}, {"c", {"1", "2", "3", "4"}}};

}  // namespace

TEST_CASE("a design is the beginning of every longer one") {
  const auto shorter = covering_design(axes, {}, 7, 9);
  const auto longer = covering_design(axes, {}, 7, 40);
  CHECK(std::equal(shorter.begin(), shorter.end(), longer.begin()));
  CHECK(covering_design(axes, {}, 8, 9) != shorter);
}

TEST_CASE("few points hold all pairs of values") {
  // 26 pairs, three a point, and no fewer than 12 points because of a and c.
  CHECK(synthetic_generator_test::pair_coverage(axes, {}, covering_design(axes, {}, 7, 16)) ==
        doctest::Approx(1.0));
  CHECK(synthetic_generator_test::pair_coverage(axes, {}, covering_design(axes, {}, 7, 6)) > 0.6);
}

TEST_CASE("what is excluded never comes up, and is not asked for") {
  const std::vector<synthetic_generator::Exclusion> exclusions = {{{"a", {"1", "2"}}, {"b", {"2"}}}};
  const auto points = covering_design(axes, exclusions, 7, 40);
  for (const auto& point : points) CHECK((point.at("a") == "3" || point.at("b") == "1"));
  CHECK(synthetic_generator_test::pair_coverage(axes, exclusions, points) == doctest::Approx(1.0));
  CHECK(covering_design(axes, {{}}, 7, 40).empty());
}

TEST_CASE("gaps are spread evenly, and an example does not depend on how many there are") {
  const auto few = synthetic_generator::plan(18, 1, synthetic_generator::rust_gaps);
  const auto many = synthetic_generator::plan(84, 1, synthetic_generator::rust_gaps);
  REQUIRE(few.size() == 18);
  REQUIRE(many.size() == 84);
  std::map<synthetic_generator::Gap, int> count;
  std::set<std::string> keys;
  for (const auto& unit : many) {
    ++count[unit.skeleton->gap];
    CHECK(keys.insert(unit.key()).second);
  }
  for (const auto& [gap, number] : count) CHECK(number == 14);
  CHECK(count.size() == 6);
  for (std::size_t i = 0; i < few.size(); ++i) {
    CHECK(few[i].key() == many[i].key());
    CHECK(few[i].fingerprint() == many[i].fingerprint());
  }
  CHECK(synthetic_generator::plan(1, 2, synthetic_generator::rust_gaps)[0].fingerprint() !=
        few[0].fingerprint());
}
