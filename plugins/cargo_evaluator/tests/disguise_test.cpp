#include "disguise.hpp"

#include <algorithm>

#include <doctest/doctest.h>

using cargo_evaluator::disguise;

namespace {

const std::vector<std::string> expected{"works", "deep::too"};

}  // namespace

TEST_CASE("every expected test gets a name that says nothing, and a twin that panics behind it") {
  const auto hidden =
      disguise("#[test]\nfn works() {\n    works_so();\n}\n\nfn works_so() {}\n", expected, "s");
  REQUIRE(hidden.tests.size() == 1);
  const cargo_evaluator::Disguise& one = hidden.tests[0];
  CHECK(one.test == "works");
  CHECK(one.alias.size() == one.twin.size());
  CHECK(hidden.text ==
        "#[test]\nfn " + one.alias + "() {\n    works_so();\n} #[::core::prelude::v1::test] fn " + one.twin +
            "() { let _ = " + one.alias + "(); ::core::panic!(\"as it must\") }\n\nfn works_so() {}\n");
}

TEST_CASE("tests in modules are known by their paths, and tests of other libraries by their attributes") {
  const auto hidden =
      disguise("mod deep {\n#[tokio::test(flavor = \"x\")]\nasync fn too() {}\n}\n", expected, "s");
  REQUIRE(hidden.tests.size() == 1);
  CHECK(hidden.tests[0].test == "deep::too");
  CHECK(hidden.tests[0].twin.starts_with("deep::t_"));
}

TEST_CASE("what is not expected, or no test, stays as it is") {
  const std::string text = "#[test]\nfn other() {}\n\nfn works() {}\n";
  CHECK(disguise(text, expected, "s").text == text);
  CHECK(disguise("", expected, "s").text.empty());
}

TEST_CASE("the secret decides the names, and which of the two comes first") {
  const std::string text = "#[test]\nfn works() {}\n";
  CHECK(disguise(text, expected, "a").text == disguise(text, expected, "a").text);
  int first = 0;
  for (int i = 0; i < 64; ++i) {
    const auto one = disguise(text, expected, std::to_string(i)).tests[0];
    first += one.alias < one.twin;
  }
  CHECK(first > 8);
  CHECK(first < 56);
}
