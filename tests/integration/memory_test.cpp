// However little memory records may take, what comes out is the same.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "workbench.hpp"

using flowrun::graph::ExitCode;
using flowrun::graph::RunReport;

namespace {

constexpr std::size_t plenty = std::size_t{1} << 30;

// 50 numbers make 2,000 records each, which a collector adds up.
std::string expansion(const char* cache, const char* use) {
  return fmt::format(
      "  a: {{use: numbers, with: {{items: 50, padding: 40}}}}\n"
      "  x: {{use: spoil, from: a, with: {{copies: 2000}}, cache: {}}}\n"
      "  total: {{use: {}, from: x}}\npublish: {{total: total}}\n",
      cache, use);
}

}  // namespace

TEST_CASE("an expansion that does not fit into the memory gives what it gives with plenty") {
  for (const char* cache : {"true", "false"}) {
    for (const char* use : {"sum", "sum_streaming"}) {
      Workbench rich;
      CHECK(rich.run(expansion(cache, use), {.memory = plenty}).exit_code == ExitCode::all_well);
      const std::string bytes = rich.published("total.jsonl");
      CHECK(bytes.starts_with("{\"count\":100000,\"sum\":2450000,"));
      for (const std::size_t jobs : {1, 2, 8}) {
        Workbench poor;
        const RunReport report = poor.run(expansion(cache, use), {.jobs = jobs, .memory = 1});
        CHECK(report.exit_code == ExitCode::all_well);
        CHECK(report.ledger.imbalances().empty());
        CHECK(poor.published("total.jsonl") == bytes);
      }
    }
  }
}

TEST_CASE("a source that lists more items than may wait is made to wait, and loses none") {
  for (const std::size_t jobs : {1, 2}) {
    Workbench bench;
    const RunReport report = bench.run(
        "  a: {use: numbers, with: {items: 20000}, cache: false}\n"
        "  total: {use: sum, from: a, with: {keep_order: false}}\npublish: {total: total}\n",
        {.jobs = jobs, .memory = 1});
    CHECK(report.exit_code == ExitCode::all_well);
    CHECK(report.ledger.imbalances().empty());
    CHECK(bench.published("total.jsonl") == "{\"count\":20000,\"sum\":199990000}\n");
  }
}

TEST_CASE("a list that went to disk is gone when its attempt fails at the end") {
  for (const std::size_t jobs : {1, 2}) {
    Workbench bench;
    const RunReport report = bench.run(
        "  a: {use: numbers, with: {items: 12}}\n"
        "  x: {use: spoil, from: a, with: {copies: 3000, fail_every: 2}, cache: false, on_failure: "
        "{tolerate: 100%}}\n"
        "  total: {use: sum, from: x, with: {keep_order: false}}\npublish: {total: total}\n",
        {.jobs = jobs, .memory = 1});
    CHECK(report.exit_code == ExitCode::all_well);
    CHECK(report.ledger.imbalances().empty());
    CHECK(account(report, "x").failed == 6);
    CHECK(account(report, "x").records_out == std::vector<std::uint64_t>{18'000});
    CHECK(bench.published("total.jsonl") == "{\"count\":18000,\"sum\":108000}\n");
  }
}

TEST_CASE("a unit that is tried again after its list went to disk gives each record once") {
  Workbench bench;
  std::filesystem::create_directories(bench.folder() / "counts");
  const RunReport report = bench.run(
      "  a: {use: numbers, with: {items: 4}}\n"
      "  x: {use: spoil, from: a, with: {copies: 2000}, cache: false}\n"
      "  f: {use: flaky, from: a, with: {counts: counts}, retry: {times: 1, backoff: 1ms}, cache: false}\n"
      "  w: {use: deal, from: f, with: {rounds: 2000}, cache: false}\n"
      "  total: {use: sum, from: [x, w.made, w.passed], with: {keep_order: false}}\npublish: {total: "
      "total}\n",
      {.jobs = 2, .memory = 1});
  CHECK(report.exit_code == ExitCode::all_well);
  CHECK(bench.published("total.jsonl") == "{\"count\":24000,\"sum\":36000}\n");
}

TEST_CASE("a list of two ports goes to disk and comes back in order through each") {
  for (const char* cache : {"true", "false"}) {
    std::string bytes;
    for (const std::size_t memory : {plenty, std::size_t{1}}) {
      for (const std::size_t jobs : {1, 2, 8}) {
        Workbench bench;
        const std::string stages = fmt::format(
            "  a: {{use: numbers, with: {{items: 8}}}}\n"
            "  d: {{use: deal, from: a, with: {{rounds: 1500, fail_every: 5}}, cache: {}, on_failure: "
            "{{tolerate: 2}}}}\n"
            "  made: {{use: sum, from: d.made}}\n  passed: {{use: sum_streaming, from: d.passed}}\n"
            "  both: {{use: sum, from: [d.passed, d.made]}}\n"
            "publish: {{made: made, passed: passed, both: both}}\n",
            cache);
        const RunReport report = bench.run(stages, {.jobs = jobs, .memory = memory});
        CHECK(report.exit_code == ExitCode::all_well);
        CHECK(report.ledger.imbalances().empty());
        CHECK(account(report, "d").records_out == std::vector<std::uint64_t>{9000, 9000});
        CHECK(bench.published("made.jsonl") == bench.published("passed.jsonl"));
        const std::string now = bench.published("made.jsonl") + bench.published("both.jsonl");
        if (bytes.empty()) bytes = now;
        CHECK(now == bytes);
      }
    }
  }
}
