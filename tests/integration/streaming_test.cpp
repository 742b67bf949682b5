// A collector that begins while its level runs gives what it gives when it begins afterwards.
#include <algorithm>
#include <array>

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "workbench.hpp"

using flowrun::graph::ExitCode;
using flowrun::graph::Observer;
using flowrun::graph::RunReport;
using flowrun::graph::StageStatus;

namespace {

// Asks the run to stop as soon as a unit of the stage has failed.
struct StopAtFailure : Observer {
  std::stop_source stop;
  void unit_failed(const std::string&, const std::string&, const base::Error&) override {
    stop.request_stop();
  }
};

// The numbers from 1 to 10 through a stage `x` into a streaming collector.
std::string ten_through(const Workbench& bench, const char* x) {
  test_support::write_file(bench.folder() / "ten.txt", "1 2 3 4 5 6 7 8 9 10");
  return fmt::format(
      "  a: {{use: numbers_file, with: {{file: ten.txt}}}}\n  x: {}\n  total: {{use: sum_streaming, from: "
      "x}}\npublish: {{total: total}}\n",
      x);
}

}  // namespace

TEST_CASE(
    "a streaming collector publishes what another one does, whatever comes before it and however many "
    "threads run") {
  std::array<std::string, 3> inputs = {"f", "p.odd", "x"};
  do {
    std::string bytes;
    for (const std::size_t jobs : {1, 2, 8}) {
      Workbench bench;
      std::filesystem::create_directories(bench.folder() / "counts");
      const std::string from = fmt::format("from: [{}, a]", fmt::join(inputs, ", "));
      const std::string stages =
          "  a: {use: numbers, with: {items: 30, per_item: 2}}\n"
          "  b: {use: by_json, with: {items: 25}}\n"
          "  x: {use: spoil, from: [b, a], with: {copies: 3, drop_every: 5, fail_every: 7}, on_failure: "
          "{tolerate: 100%}}\n"
          "  f: {use: flaky, from: a, with: {counts: counts}, retry: {times: 1, backoff: 1ms}}\n"
          "  p: {use: parity, from: [x, b]}\n"
          "  whole: {use: sum, " +
          from +
          ", with: {drop_every: 11}}\n"
          "  kept: {use: sum_streaming, " +
          from +
          ", with: {drop_every: 11}}\n"
          "  free: {use: sum_streaming, " +
          from +
          ", with: {drop_every: 11}, cache: false}\n"
          "publish: {whole: whole, kept: kept, free: free}\n";
      INFO(stages);
      const RunReport report = bench.run(stages, {.jobs = jobs});
      CHECK(report.exit_code == ExitCode::all_well);
      CHECK(report.ledger.imbalances().empty());
      CHECK(account(report, "whole").dropped > 0);
      CHECK(account(report, "kept").dropped == account(report, "whole").dropped);
      CHECK(account(report, "free").dropped == account(report, "whole").dropped);
      const std::string whole = bench.published("whole.jsonl");
      if (bytes.empty()) bytes = whole;
      CHECK(whole == bytes);
      CHECK(bench.published("kept.jsonl") == bytes);
      CHECK(bench.published("free.jsonl") == bytes);
    }
  } while (std::ranges::next_permutation(inputs).found);
}

TEST_CASE("what waited for the level and what comes directly meet in order") {
  for (const char* from : {"[v, shifted]", "[shifted, v]"}) {
    std::string bytes;
    for (const std::size_t jobs : {1, 2, 8}) {
      Workbench bench;
      const std::string stages = fmt::format(
          "  a: {{use: numbers, with: {{items: 40}}}}\n  sum: {{use: sum, from: a}}\n"
          "  shifted: {{use: shift, from: {{numbers: a, by: sum}}}}\n"
          "  v: {{use: spoil, from: [shifted, a], with: {{copies: 2, drop_every: 3}}}}\n"
          "  whole: {{use: sum, from: {0}}}\n  kept: {{use: sum_streaming, from: {0}}}\n"
          "  free: {{use: sum_streaming, from: {0}, cache: false}}\n  far: {{use: sum_streaming, from: [v, "
          "a]}}\n"
          "publish: {{whole: whole, kept: kept, free: free, far: far}}\n",
          from);
      CHECK(bench.run(stages, {.jobs = jobs, .window = 3}).exit_code == ExitCode::all_well);
      const std::string whole = bench.published("whole.jsonl");
      CHECK(bench.published("kept.jsonl") == whole);
      CHECK(bench.published("free.jsonl") == whole);
      const std::string all = whole + bench.published("far.jsonl");
      if (bytes.empty()) bytes = all;
      CHECK(all == bytes);
    }
  }
}

TEST_CASE("a streaming collector behind a stage over its tolerance is held, and its old result stays") {
  for (const char* cache : {"true", "false"}) {
    for (const std::size_t jobs : {1, 2}) {
      Workbench bench;
      const auto stages = [&](int fail_every) {
        return fmt::format(
            "  a: {{use: numbers, with: {{items: 20}}}}\n"
            "  x: {{use: spoil, from: a, with: {{fail_every: {}}}}}\n"
            "  total: {{use: sum_streaming, from: x, cache: {}}}\n"
            "  shifted: {{use: shift, from: {{numbers: a, by: total}}}}\npublish: {{total: total}}\n",
            fail_every, cache);
      };
      CHECK(bench.run(stages(0), {.jobs = jobs}).exit_code == ExitCode::all_well);
      const std::string before = bench.published("total.jsonl");
      const RunReport report = bench.run(stages(4), {.jobs = jobs});
      CHECK(report.exit_code == ExitCode::finished_with_failures);
      CHECK(report.ledger.imbalances().empty());
      CHECK(account(report, "total").held == 15);
      CHECK(account(report, "total").held_by == "x");
      CHECK(stage(report, "shifted").status == StageStatus::held);
      CHECK_FALSE(report.published[0].is_published);
      CHECK(bench.published("total.jsonl") == before);
      CHECK(bench.run(stages(0), {.jobs = jobs}).exit_code == ExitCode::all_well);
    }
  }
}

TEST_CASE("a streaming collector that fails holds its input; one that goes back gets an error") {
  for (const char* cache : {"true", "false"}) {
    const auto report_of = [&](const char* fault) {
      Workbench bench;
      return bench.run(fmt::format(
          "  a: {{use: numbers}}\n  total: {{use: sum_streaming, from: a, with: {{{}: true}}, cache: {}}}\n",
          fault, cache));
    };
    const RunReport failed = report_of("fails");
    CHECK(failed.exit_code == ExitCode::finished_with_failures);
    CHECK(account(failed, "total").held == 10);
    CHECK(failed.ledger.imbalances().empty());
    const RunReport rewound = report_of("rewinds");
    CHECK(rewound.exit_code == ExitCode::finished_with_failures);
    CHECK(account(rewound, "total").held == 10);
    REQUIRE_FALSE(rewound.problems.empty());
    CHECK(rewound.problems[0].contains("a streaming collector reads its input once"));
  }
}

TEST_CASE("a collector that does not claim to stream may go back") {
  Workbench bench;
  CHECK(bench
            .run("  a: {use: numbers}\n  total: {use: sum, from: a, with: {rewinds: true}}\npublish: {total: "
                 "total}\n")
            .exit_code == ExitCode::all_well);
  CHECK(bench.published("total.jsonl").starts_with("{\"count\":10,\"sum\":45,"));
}

TEST_CASE("what a collector leaves unread is dropped, however early it ends") {
  for (const char* use : {"sum", "sum_streaming"}) {
    for (const char* cache : {"true", "false"}) {
      for (const std::size_t jobs : {1, 2}) {
        Workbench bench;
        const std::string stages = fmt::format(
            "  a: {{use: numbers, with: {{items: 500}}}}\n  x: {{use: spoil, from: a}}\n"
            "  total: {{use: {}, from: x, with: {{at_most: 3}}, cache: {}}}\npublish: {{total: total}}\n",
            use, cache);
        INFO(stages);
        const RunReport report = bench.run(stages, {.jobs = jobs});
        CHECK(report.exit_code == ExitCode::all_well);
        CHECK(account(report, "total").drop_reasons.at("not read by the collector") == 497);
        CHECK(bench.published("total.jsonl") == "{\"count\":3,\"sum\":3,\"order\":\"0 1 2 \"}\n");
        if (std::string_view(cache) == "false") continue;
        CHECK(account(bench.run(stages, {.jobs = jobs}), "total").restored == 500);
      }
    }
  }
}

TEST_CASE("a stop reaches a streaming collector that waits") {
  for (const char* cache : {"true", "false"}) {
    for (const std::size_t jobs : {1, 2, 8}) {
      Workbench bench;
      StopAtFailure observer;
      // `x` waits to be stopped, so the collector waits for `x`.
      const std::string stages = fmt::format(
          "  a: {{use: numbers, with: {{items: 8}}}}\n  x: {{use: stuck, from: a}}\n"
          "  b: {{use: spoil, from: a, with: {{fail_every: 7}}}}\n"
          "  total: {{use: sum_streaming, from: [b, x], cache: {}}}\npublish: {{total: total}}\n",
          cache);
      const RunReport report =
          bench.run(stages, {.jobs = jobs, .stop = observer.stop.get_token(), .observers = {&observer}});
      CHECK(report.exit_code == ExitCode::interrupted);
      CHECK(report.ledger.imbalances().empty());
      CHECK_FALSE(report.published[0].is_published);
    }
  }
}

TEST_CASE("two streaming collectors share one thread") {
  Workbench bench;
  const RunReport report = bench.run(
      "  a: {use: numbers, with: {items: 300}}\n  x: {use: spoil, from: a, with: {copies: 2}}\n"
      "  first: {use: sum_streaming, from: [a, x], with: {keep_order: false}, cache: false}\n"
      "  second: {use: sum_streaming, from: [x, a], with: {keep_order: false}, cache: false}\n"
      "publish: {first: first, second: second}\n",
      {.jobs = 1});
  CHECK(report.exit_code == ExitCode::all_well);
  CHECK(bench.published("first.jsonl") == "{\"count\":900,\"sum\":134550}\n");
  CHECK(bench.published("second.jsonl") == bench.published("first.jsonl"));
}

TEST_CASE(
    "streaming collectors go on behind stages with threads of their own, also where they take up all "
    "workers") {
  for (const char* cache : {"true", "false"}) {
    for (const std::size_t jobs : {1, 2, 8}) {
      Workbench bench;
      const std::string stages = fmt::format(
          "  a: {{use: numbers, with: {{items: 50}}}}\n  x: {{use: spoil_blocking, from: a, cache: {0}}}\n"
          "  v: {{use: spoil, from: x, cache: {0}}}\n  first: {{use: sum_streaming, from: v, cache: {0}}}\n"
          "  second: {{use: sum_streaming, from: [v, x], cache: {0}}}\n  third: {{use: sum_streaming, from: "
          "x, cache: {0}}}\n"
          "publish: {{first: first, third: third}}\n",
          cache);
      CHECK(bench.run(stages, {.jobs = jobs}).exit_code == ExitCode::all_well);
      CHECK(bench.published("first.jsonl").starts_with("{\"count\":50,\"sum\":1225,"));
      CHECK(bench.published("third.jsonl") == bench.published("first.jsonl"));
    }
  }
}

TEST_CASE("a streaming collector without input gives the sum of nothing") {
  for (const char* cache : {"true", "false"}) {
    Workbench bench;
    const std::string stages = fmt::format(
        "  a: {{use: numbers, with: {{items: 0}}}}\n  total: {{use: sum_streaming, from: a, cache: {}}}\n"
        "publish: {{total: total}}\n",
        cache);
    CHECK(bench.run(stages).exit_code == ExitCode::all_well);
    CHECK(bench.published("total.jsonl") == "{\"count\":0,\"sum\":0}\n");
  }
}

TEST_CASE("a second run restores a streaming collector without beginning it") {
  Workbench bench;
  const std::string stages = ten_through(bench, "{use: spoil, from: a}");
  bench.run(stages);
  const std::string before = bench.published("total.jsonl");
  const RunReport again = bench.run(stages);
  for (const auto& one : again.stages) CHECK(one.units_run == 0);
  CHECK(account(again, "total").restored == 10);
  CHECK(bench.published("total.jsonl") == before);
}

TEST_CASE("a streaming collector whose input came out the same is restored, though it had begun") {
  Workbench bench;
  CHECK(bench.run(ten_through(bench, "{use: spoil, from: a}")).exit_code == ExitCode::all_well);
  // 50 is none of the numbers: `x` runs again and gives the same.
  const RunReport same = bench.run(ten_through(bench, "{use: spoil, from: a, with: {fail_every: 50}}"));
  CHECK(stage(same, "x").units_run == 10);
  CHECK(account(same, "total").restored == 10);
  const RunReport other = bench.run(ten_through(bench, "{use: spoil, from: a, with: {drop_every: 3}}"));
  CHECK(account(other, "total").restored == 0);
  CHECK(bench.published("total.jsonl") == "{\"count\":7,\"sum\":37,\"order\":\"1 2 4 5 7 8 10 \"}\n");
}

TEST_CASE("a streaming collector is found again by the key that it has when it runs alone") {
  Workbench bench;
  const std::string stages = ten_through(bench, "{use: spoil, from: a}");
  bench.run(stages);
  CHECK(account(bench.run(stages, {.only = "total"}), "total").restored == 10);
}
