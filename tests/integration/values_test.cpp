// No value changes in silence: what JSON cannot hold is a failure that names record and field, and never reaches a file.
#include <mutex>
#include <vector>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "workbench.hpp"

using flowrun::graph::ExitCode;
using flowrun::graph::Observer;
using flowrun::graph::RunReport;

namespace {

struct Failures : Observer {
  void unit_failed(const std::string& stage, const std::string& record, const base::Error& error) override {
    const std::scoped_lock lock(mutex);
    texts.push_back(stage + ": " + record + ": " + error.text());
  }
  void unit_rejected(const std::string& stage, const std::string& record, const base::Error& error) override {
    unit_failed(stage, record, error);
  }
  std::mutex mutex;
  std::vector<std::string> texts;
};

}  // namespace

TEST_CASE("a value that JSON cannot hold fails its record, which names the field, and is never written") {
  const std::pair<const char*, const char*> flaws[] = {
      {"nan",
       "the record the second cannot be written as JSON (field real: not a finite number): leave the field "
       "out (std::optional), or give it a number"},
      {"infinity",
       "the record the second cannot be written as JSON (field single: not a finite number): leave the "
       "field out (std::optional), or give it a number"},
      {"large",
       "the record the second cannot be written as JSON (field count: above 9223372036854775807): emit it "
       "as a text"},
      {"text",
       "the record the second cannot be written as JSON (field texts[1]: not UTF-8): convert it to UTF-8 "
       "first"},
      {"path",
       "the record the second cannot be written as JSON (field path: not UTF-8): convert it to UTF-8 first"},
      {"key", "the key of a record is not UTF-8 (caf\\xe9): convert it to UTF-8 first"},
      {"json_key", "the key of a record is not UTF-8 (caf\\xe9): convert it to UTF-8 first"}};
  for (const char* cache : {"true", "false"}) {
    for (const auto& [flaw, text] : flaws) {
      CAPTURE(flaw);
      Workbench bench;
      Failures failures;
      const RunReport report = bench.run(
          fmt::format("  a: {{use: measures, with: {{flaw: {}}}, cache: {}, on_failure: {{tolerate: 1}}}}\n"
                      "publish: {{a: a}}\n",
                      flaw, cache),
          {.observers = {&failures}});
      CHECK(account(report, "a").failed == 1);
      CHECK(failures.texts == std::vector<std::string>{std::string("a: m1: ") + text});
      // Neither the bad record nor the good one that came before it.
      CHECK(bench.published("a.jsonl") ==
            "{\"real\":0.5,\"count\":0,\"texts\":[],\"path\":\"\"}\n"
            "{\"real\":0.5,\"count\":0,\"texts\":[],\"path\":\"\"}\n");
    }
  }
}

TEST_CASE("a record cannot be passed on under a key that is not UTF-8") {
  Workbench bench;
  Failures failures;
  const RunReport report = bench.run(
      "  a: {use: numbers, with: {items: 1}}\n  x: {use: pass_badly, from: a}\n", {.observers = {&failures}});
  CHECK(report.exit_code == ExitCode::finished_with_failures);
  CHECK(failures.texts ==
        std::vector<std::string>{
            "x: n0: the key of a record is not UTF-8 (caf\\xe9): convert it to UTF-8 first"});
}

TEST_CASE("an item whose key is not UTF-8 is rejected alone") {
  Workbench bench;
  Failures failures;
  const RunReport report = bench.run("  a: {use: odd_names}\n", {.observers = {&failures}});
  CHECK(account(report, "a").emitted == 2);
  CHECK(account(report, "a").rejected == 1);
  CHECK(report.exit_code == ExitCode::all_well);
  CHECK(report.ledger.imbalances().empty());
  REQUIRE(failures.texts.size() == 1);
  CHECK(failures.texts[0].contains("the key of an item is not UTF-8 (caf\\xe9)"));
}

TEST_CASE("equal records that are worked on at once have working folders of their own") {
  Workbench bench;
  const RunReport report = bench.run(
      "  a: {use: numbers, with: {items: 1}}\n  b: {use: numbers, with: {items: 1}}\n"
      "  x: {use: pair, from: [a, b]}\n");
  CHECK(report.exit_code == ExitCode::all_well);
  CHECK(account(report, "x").emitted == 2);
  CHECK(std::filesystem::is_empty(bench.store() / "work"));
}
