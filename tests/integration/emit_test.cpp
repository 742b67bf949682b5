// Records that are emitted by their JSON text or passed on are what they would be if they had been emitted by value.
#include <algorithm>
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
    keys.push_back(record);
    texts.push_back(stage + ": " + error.text());
  }
  [[nodiscard]] std::vector<std::string> sorted_keys() const {
    auto sorted = keys;
    std::ranges::sort(sorted);
    return sorted;
  }
  std::mutex mutex;
  std::vector<std::string> keys, texts;
};

// The keys that records have when they come to the stage `x`, which fails at all of them.
std::vector<std::string> keys_at_x(const std::string& stages, const char* from) {
  Workbench bench;
  Failures failures;
  bench.run(stages + fmt::format("  x: {{use: spoil, from: {}, with: {{fail_every: 1}}}}\n", from),
            {.jobs = 2, .observers = {&failures}});
  return failures.sorted_keys();
}

}  // namespace

TEST_CASE("records emitted by JSON text are those emitted by value, cached or not") {
  for (const char* cache : {"true", "false"}) {
    const auto with = [&](const char* use) {
      return fmt::format(
          "  a: {{use: {}, with: {{items: 20, per_item: 3}}, cache: {}}}\n  x: {{use: spoil, from: a, with: "
          "{{copies: 2}}}}\n"
          "  total: {{use: sum, from: [a, x]}}\npublish: {{total: total, a: a}}\n",
          use, cache);
    };
    Workbench by_value, by_json;
    CHECK(by_value.run(with("numbers")).exit_code == ExitCode::all_well);
    CHECK(by_json.run(with("by_json")).exit_code == ExitCode::all_well);
    CHECK(by_value.published("a.jsonl") == by_json.published("a.jsonl"));
    CHECK(by_value.published("total.jsonl") == by_json.published("total.jsonl"));
    // Not even a stage behind it sees a difference.
    const RunReport other = by_value.run(with("by_json"));
    CHECK(stage(other, "x").units_run == 0);
    CHECK(stage(other, "total").units_run == 0);
  }
}

TEST_CASE("a record that is passed on is the same record") {
  for (const char* cache : {"true", "false"}) {
    Workbench bench;
    const std::string stages = fmt::format(
        "  a: {{use: numbers, with: {{items: 20, per_item: 2, padding: 50}}, cache: {0}}}\n"
        "  c: {{use: spoil_cheaply, from: a, with: {{drop_every: 3}}}}\n"
        "  p: {{use: pass_some, from: a, with: {{drop_every: 3}}, cache: {0}}}\n"
        "  twice: {{use: pass_some, from: p, cache: {0}}}\n"
        "publish: {{c: c, p: p, twice: twice}}\n",
        cache);
    const RunReport report = bench.run(stages);
    CHECK(report.exit_code == ExitCode::all_well);
    CHECK(account(report, "p").dropped == 14);
    CHECK(bench.published("p.jsonl") == bench.published("c.jsonl"));
    CHECK(bench.published("twice.jsonl") == bench.published("c.jsonl"));
  }
}

TEST_CASE("a stage that reads a part of a record passes all of it on, through the port that it names") {
  for (const char* cache : {"true", "false"}) {
    for (const char* use : {"numbers", "by_json"}) {
      Workbench bench;
      const std::string stages = fmt::format(
          "  a: {{use: {1}, with: {{items: 50, per_item: 2}}, cache: {0}}}\n  p: {{use: parity, from: a, "
          "cache: {0}}}\n"
          "  total: {{use: sum, from: [p.odd, p.even], with: {{keep_order: false}}}}\n"
          "publish: {{even: p.even, odd: p.odd, total: total}}\n",
          cache, use);
      for (int runs = 0; runs < 2; ++runs) {  // the second from the store, where there is one
        const RunReport report = bench.run(stages);
        CHECK(report.ledger.imbalances().empty());
        CHECK(account(report, "p").records_out == std::vector<std::uint64_t>{50, 50});
        CHECK(bench.published("even.jsonl").starts_with("{\"value\":0}\n{\"value\":2}\n{\"value\":4}\n"));
        CHECK(bench.published("odd.jsonl").starts_with("{\"value\":1}\n{\"value\":3}\n{\"value\":5}\n"));
        CHECK(bench.published("total.jsonl") == "{\"count\":100,\"sum\":4950}\n");
      }
    }
  }
}

TEST_CASE("values that are emitted again and records that are passed on by turns are the same") {
  Workbench bench;
  CHECK(bench
            .run("  a: {use: numbers, with: {items: 2, padding: 3}}\n  p: {use: parity, from: a}\n"
                 "  d: {use: deal, from: p.odd}\npublish: {made: d.made, passed: d.passed}\n")
            .exit_code == ExitCode::all_well);
  CHECK(bench.published("passed.jsonl") == "{\"value\":1,\"text\":\"xxx\"}\n");
  CHECK(bench.published("made.jsonl") == bench.published("passed.jsonl"));
}

TEST_CASE("keys follow the input, or are the author's, however a record is emitted") {
  using Keys = std::vector<std::string>;
  CHECK(keys_at_x("  a: {use: by_json, with: {items: 2}}\n", "a") == Keys{"n0", "n1"});
  CHECK(keys_at_x("  a: {use: by_json, with: {items: 1, per_item: 2}}\n", "a") == Keys{"n0/0", "n0/1"});
  CHECK(keys_at_x("  a: {use: by_json, with: {items: 2, has_keys: true}}\n", "a") ==
        Keys{"value 0", "value 1"});
  const std::string passed =
      "  a: {use: by_json, with: {items: 2, has_keys: true}}\n  p: {use: pass_some, from: a}\n";
  CHECK(keys_at_x(passed, "p") == Keys{"value 0", "value 1"});
  const std::string dealt =
      "  a: {use: numbers, with: {items: 1}}\n  d: {use: deal, from: a, with: {rounds: 2}}\n";
  CHECK(keys_at_x(dealt, "d.made") == Keys{"n0/0", "n0/2"});
  CHECK(keys_at_x(dealt, "d.passed") == Keys{"n0/1", "n0/3"});
}

TEST_CASE("text that is no JSON fails in the stage that reads it") {
  for (const char* cache : {"true", "false"}) {
    Workbench bench;
    Failures failures;
    const RunReport report =
        bench.run(fmt::format("  a: {{use: by_json, with: {{items: 10, break_every: 5}}, cache: {0}}}\n"
                              "  x: {{use: spoil, from: a, cache: {0}, on_failure: {{tolerate: 2}}}}\n"
                              "  total: {{use: sum, from: x}}\npublish: {{total: total}}\n",
                              cache),
                  {.observers = {&failures}});
    CHECK(report.exit_code == ExitCode::all_well);
    CHECK(account(report, "a").emitted == 10);
    CHECK(account(report, "x").failed == 2);
    CHECK(failures.sorted_keys() == std::vector<std::string>{"n0", "n5"});
    for (const std::string& text : failures.texts)
      CHECK(text.starts_with("x: a record cannot be read as test.number/1"));
    CHECK(bench.published("total.jsonl").starts_with("{\"count\":8,\"sum\":40,"));
  }
}

TEST_CASE("text that is no JSON fails the collector that reads it") {
  for (const char* use : {"sum", "sum_streaming"}) {
    Workbench bench;
    const RunReport report = bench.run(
        fmt::format("  a: {{use: by_json, with: {{break_every: 5}}}}\n  total: {{use: {}, from: a}}\n", use));
    CHECK(report.exit_code == ExitCode::finished_with_failures);
    CHECK(account(report, "total").held == 10);
    CHECK(report.problems.at(0).starts_with("stage total: a record cannot be read as test.number/1"));
  }
}

TEST_CASE("passing on through a port of another type is a failure that says so") {
  for (const char* cache : {"true", "false"}) {
    Workbench bench;
    Failures failures;
    const RunReport report = bench.run(
        fmt::format("  a: {{use: numbers, with: {{items: 3}}}}\n  x: {{use: misfit, from: a, cache: {}}}\n",
                    cache),
        {.observers = {&failures}});
    CHECK(report.exit_code == ExitCode::finished_with_failures);
    CHECK(account(report, "x").failed == 3);
    CHECK(failures.texts.at(0) ==
          "x: the stage passed its input on through an output of another type (test.total): emit a record of "
          "the output's "
          "type");
  }
}
