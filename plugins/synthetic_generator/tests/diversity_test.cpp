#include "diversity.hpp"

#include <doctest/doctest.h>

using synthetic_generator_test::normalised_shingles;

namespace {

const synthetic_generator::Files one = {{"src/lib.rs", "pub fn a(b: u32) -> u32 {\n    b + 1\n}\n"}};
const synthetic_generator::Files renamed = {
    {"src/lib.rs", "// Other words.\npub fn c(d: u64) -> u64 { d + 27 }\n"}};
const synthetic_generator::Files other = {
    {"src/lib.rs", "pub struct A<'a> {\n    text: &'a str,\n    more: Vec<String>,\n}\n"}};

}  // namespace

TEST_CASE("names, numbers, comments and layout make no difference, structure does") {
  CHECK(synthetic_generator_test::similarity(normalised_shingles(one), normalised_shingles(renamed)) ==
        doctest::Approx(1.0));
  CHECK(synthetic_generator_test::similarity(normalised_shingles(one), normalised_shingles(other)) < 0.2);
}

TEST_CASE("alike crates form one cluster") {
  const std::vector<std::vector<std::uint64_t>> crates = {
      normalised_shingles(one), normalised_shingles(other), normalised_shingles(renamed)};
  CHECK(synthetic_generator_test::clusters(crates) == std::vector<std::size_t>{0, 1, 0});
}

TEST_CASE("the effective number of labels") {
  const std::vector<std::string> even = {"a", "b", "a", "b"}, single = {"a", "a"};
  CHECK(synthetic_generator_test::effective_number(even) == doctest::Approx(2.0));
  CHECK(synthetic_generator_test::effective_number(single) == doctest::Approx(1.0));
  CHECK(synthetic_generator_test::effective_number({}) == 0.0);
}
