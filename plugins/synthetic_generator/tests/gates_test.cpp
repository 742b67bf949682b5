// A skeleton that is wrong must not give an example: one case for each gate, in the sandbox.
#include <doctest/doctest.h>

#include "support.hpp"

namespace {

// A crate whose two sides differ in one line.
struct Pair {
  std::string start, done;
  std::string codes = "['E0308']";
  std::string test = "assert_eq!(twice(4), 8);";
};

std::string gate_of(const Pair& pair) {
  const std::string toml =
      "[[trap]]\nname = 'a'\ntask = 'compile_error'\ncommand = 'cargo check'\ncodes = " + pair.codes +
      "\nrequests = ['Mend it.']\nremark = 'So.'\nanswer = 'Because.'\n";
  const std::string code = "pub fn twice(value: u32) -> u32 {\n%if side = start\n    " + pair.start +
                           "\n%else\n    " + pair.done +
                           "\n%end\n}\n\n#[cfg(test)]\nmod tests {\n    use super::*;\n\n    #[test]\n" +
                           "    fn doubles() {\n        " + pair.test + "\n    }\n}\n";
  const auto skeleton = synthetic_generator::read_skeleton(
      synthetic_generator::Gap::macros, "probe",
      {{"skeleton.toml", toml},
       {"Cargo.toml", "[package]\nname = \"probe\"\nversion = \"0.1.0\"\nedition = \"2024\"\n"},
       {"src/lib.rs", code}});
  REQUIRE_MESSAGE(skeleton.has_value(), skeleton.error().text());
  const synthetic_generator::Unit unit{
      .skeleton = &*skeleton, .index = 0, .point = {{"trap", "a"}}, .vocabulary = 0, .seed = 1};
  const auto rendered = synthetic_generator::render(unit);
  REQUIRE_MESSAGE(rendered.has_value(), rendered.error().text());
  const synthetic_generator_test::Folder folder;
  const auto proof =
      synthetic_generator::prove(unit, *rendered, synthetic_generator_test::environment(folder));
  if (proof) return "proved: " + proof->code;
  if (const auto* error = std::get_if<base::Error>(&proof.error())) FAIL(error->text());
  return std::string(base::name_of(std::get<synthetic_generator::Rejection>(proof.error()).gate));
}

}  // namespace

TEST_CASE("a sound pair is proved, with the code as observed") {
  CHECK(gate_of({.start = "(value * 2).to_string()", .done = "value * 2"}) == "proved: E0308");
}

TEST_CASE("a start side that compiles is caught") {
  CHECK(gate_of({.start = "value + value", .done = "value * 2"}) == "start side shows no fault");
}

TEST_CASE("a start side that fails otherwise than expected is caught") {
  CHECK(gate_of({.start = "values * 2", .done = "value * 2"}) == "start side fails with another code");
}

TEST_CASE("a done side that panics by design is caught") {
  CHECK(gate_of({.start = "(value * 2).to_string()", .done = "value.checked_mul(2).unwrap()"}) ==
        "done side has a fault of style");
}

TEST_CASE("a done side that clippy denies is caught") {
  CHECK(gate_of({.start = "(value * 2).to_string()", .done = "return value * 2;"}) ==
        "done side is not clean under clippy");
}

TEST_CASE("a done side that fails its test is caught") {
  CHECK(gate_of({.start = "(value * 2).to_string()", .done = "value * 3"}) == "done side fails its tests");
}

TEST_CASE("tests that notice nothing are caught") {
  CHECK(gate_of({.start = "(value * 2).to_string()", .done = "value * 2", .test = "let _ = twice(4);"}) ==
        "no mutant fails a test");
}

TEST_CASE("a test that ends its process proves nothing") {
  CHECK(gate_of({.start = "(value * 2).to_string()",
                 .done = "value * 2",
                 .test = "if twice(4) == 8 {\n            std::process::exit(0);\n        }"}) ==
        "done side fails its tests");
}
