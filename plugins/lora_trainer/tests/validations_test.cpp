#include <doctest/doctest.h>

#include <lora_trainer/validations.hpp>

using lora_trainer::best_of;
using lora_trainer::is_over;
using lora_trainer::Validation;
using Validations = std::vector<Validation>;

TEST_CASE("validations are read from the lines of a journal") {
  const auto found = lora_trainer::validations_of(
      {R"({"kind":"settings"})", R"({"kind":"validation","step":0,"loss":2.5})",
       R"({"kind":"step","step":1,"loss":9})", R"({"kind":"validation","step":1,"loss":null})",
       R"({"kind":"validation","step":2,"loss":1.25})"});
  REQUIRE(found.size() == 2);
  CHECK(found[1].step == 2);
  CHECK(found[1].loss == 1.25);
}

TEST_CASE("the best adapter is one that was trained, the first of equal ones") {
  CHECK_FALSE(best_of({}));
  CHECK_FALSE(best_of({{0, 1}}));
  CHECK(best_of({{0, 1}, {2, 3}, {4, 2}, {6, 2}})->step == 4);
}

TEST_CASE("a training is over when as many validations as it has patience are no better") {
  CHECK_FALSE(is_over({}, 2));
  CHECK_FALSE(is_over({{0, 3}, {1, 2}, {2, 2.5}}, 2));
  CHECK(is_over({{0, 3}, {1, 2}, {2, 2.5}, {3, 2}}, 2));
  CHECK_FALSE(is_over({{0, 3}, {1, 2}, {2, 2.5}, {3, 1.9}}, 2));
  CHECK(is_over({{0, 3}, {1, 4}, {2, 5}}, 2));  // it never helped
  CHECK_FALSE(is_over({{0, 3}, {1, 4}, {2, 5}}, 0));
}
