#include <doctest/doctest.h>

#include <config/check.hpp>

#include "stage_fixtures.hpp"
#include "test_support.hpp"

using namespace flowrun::config;
using test_support::TemporaryFolder;

namespace {

constexpr std::string_view texts = "  texts: {use: text_source, with: {stores: [.]}}\n";

// The warnings of a pipeline that is accepted, in the order of their places.
std::vector<Diagnostic> warnings(std::string_view stages, const LoadOptions& load = {}) {
  const TemporaryFolder folder;
  const auto path = folder.write("demo.yaml", testing::concat({"flowrun: 1\nstages:\n", texts, stages}));
  Diagnostics diagnostics;
  const auto checked = check_pipeline(path, load, {}, testing::catalogue(), diagnostics);
  CAPTURE(diagnostics.render(false));
  CHECK(checked);
  return diagnostics.sorted();
}

}  // namespace

TEST_CASE("two stages on one way that give a quantity different values are told, whatever lies between") {
  for (const char* const max_seq : {"32", "128"}) {
    CAPTURE(max_seq);
    const auto told =
        warnings(testing::concat({"  pack: {use: packer, from: texts, with: {max_tokens: 100}}\n"
                                  "  split: {use: splitter, from: pack}\n"
                                  "  adapter: {use: trainer, from: split.train, with: {max_seq: ",
                                  max_seq, "}}\n"}));
    REQUIRE(told.size() == 1);
    CHECK(told[0].severity == Severity::warning);
    CHECK(told[0].line() == 6);
    CHECK(told[0].message ==
          testing::concat({"\"max_seq\" of stage \"adapter\" is ", max_seq,
                           " (line 6), but \"max_tokens\" of stage \"pack\" is 100 (line 4)"}));
    CHECK(told[0].why == "both give the most tokens of a line, and what \"pack\" emits reaches \"adapter\"");
  }
}

TEST_CASE("a default and a value of --set disagree as any other") {
  const auto told = warnings(
      "  pack: {use: packer, from: texts}\n"
      "  adapter: {use: trainer, from: pack, with: {max_seq: 64}}\n",
      {.sets = {"adapter.max_seq=128"}});
  REQUIRE(told.size() == 1);
  CHECK(told[0].message ==
        "\"max_seq\" of stage \"adapter\" is 128 (by --set), but \"max_tokens\" of stage \"pack\" is 64 (the "
        "default)");
}

TEST_CASE(
    "stages agree where the values are equal, where no way leads from one to the other, or without a value") {
  CHECK(warnings("  pack: {use: packer, from: texts}\n"
                 "  adapter: {use: trainer, from: pack, with: {max_seq: 0x40}}\n"
                 "  other: {use: trainer, from: texts, with: {max_seq: 128}}\n"
                 "  behind: {use: splitter, from: texts}\n"
                 "  apart: {use: packer, from: behind.valid, with: {max_tokens: 32}}\n")
            .empty());
}

TEST_CASE("of several stages in a row each is compared with the nearest, on every way") {
  const auto told = warnings(
      "  first: {use: packer, from: texts, with: {max_tokens: 16}}\n"
      "  second: {use: packer, from: first, with: {max_tokens: 32}}\n"
      "  adapter: {use: trainer, from: second, with: {max_seq: 32}}\n"
      "  both: {use: trainer, from: [second, first], with: {max_seq: 32}}\n");
  REQUIRE(told.size() == 2);
  CHECK(told[0].message.starts_with("\"max_tokens\" of stage \"second\" is 32"));
  CHECK(told[1].message.starts_with("\"max_seq\" of stage \"both\" is 32"));
  CHECK(told[1].message.contains("\"max_tokens\" of stage \"first\" is 16"));
}

TEST_CASE("a value of the environment is compared and not shown") {
  const auto told = warnings(
      "  pack: {use: packer, from: texts, with: {max_tokens: \"${env:LIMIT}\"}}\n"
      "  adapter: {use: trainer, from: pack, with: {max_seq: 128}}\n",
      {.environment = testing::environment_of({{"LIMIT", "99"}})});
  REQUIRE(told.size() == 1);
  CHECK(told[0].message.ends_with("\"max_tokens\" of stage \"pack\" is set by the environment (line 4)"));
}
