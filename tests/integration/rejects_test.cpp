// Bad input is told, counted and kept apart; everything else goes on.
#include <algorithm>
#include <mutex>

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "workbench.hpp"

using flowrun::graph::ExitCode;
using flowrun::graph::RunOptions;
using flowrun::graph::RunReport;
using flowrun::graph::StageStatus;

namespace {

// What was told, "stage|record|error", in order of names.
class Told : public flowrun::graph::Observer {
 public:
  void unit_rejected(const std::string& stage, const std::string& record, const base::Error& error) override {
    const std::scoped_lock lock(mutex_);
    rejected_.push_back(stage + "|" + record + "|" + error.text());
  }
  std::vector<std::string> take() {
    std::ranges::sort(rejected_);
    return std::exchange(rejected_, {});
  }

 private:
  std::mutex mutex_;
  std::vector<std::string> rejected_;
};

RunReport run(Workbench& bench, const std::string& stages, Told& told, RunOptions options = {}) {
  options.observers = {&told};
  const RunReport report = bench.run(stages + "publish: {total: total}\n", options);
  CHECK(report.ledger.imbalances().empty());
  return report;
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("a rejected record holds nothing: the rest is published, and every run that restores it tells it") {
  for (const char* guise : {"spoil", "spoil_cheaply", "spoil_blocking"}) {
    INFO(guise);
    Workbench bench;
    Told told;
    const std::string stages = fmt::format(
        "  a: {{use: numbers, with: {{items: 10}}}}\n"
        "  x: {{use: {}, from: a, with: {{reject_every: 4}}}}\n"
        "  total: {{use: sum, from: x}}\n",
        guise);
    const Lines expected{"x|n0|bad input (0)", "x|n4|bad input (4)", "x|n8|bad input (8)"};
    for (int times = 0; times < 2; ++times) {
      const RunReport report = run(bench, stages, told);
      CHECK(report.exit_code == ExitCode::all_well);
      CHECK(account(report, "x").rejected == 3);
      CHECK(account(report, "x").failed == 0);
      CHECK(account(report, "total").received == 7);
      CHECK(bench.published("total.jsonl").contains("\"order\":\"1 2 3 5 6 7 9 \""));
      CHECK(told.take() == expected);
    }
  }
}

TEST_CASE("the grain is the part: bad lines of an item are named with it, and its good ones go on") {
  Workbench bench;
  Told told;
  const std::string stages =
      "  a: {use: numbers, with: {items: 2, per_item: 3, bad_parts: 1}}\n"
      "  total: {use: sum, from: a}\n";
  for (int times = 0; times < 2; ++times) {
    const RunReport report = run(bench, stages, told);
    CHECK(report.exit_code == ExitCode::all_well);
    CHECK(account(report, "a").emitted == 2);
    CHECK(account(report, "a").rejected == 0);
    CHECK(account(report, "a").rejected_parts == 2);
    CHECK(account(report, "a").restored == (times == 0 ? 0 : 2));
    CHECK(bench.published("total.jsonl").contains("\"order\":\"1 2 4 5 \""));
    CHECK(told.take() == Lines{"a|n0, line 1|not a number", "a|n1, line 1|not a number"});
  }
}

TEST_CASE(
    "a part that another try may find mended is looked at again, whether or not other parts were emitted") {
  for (const int bad : {1, 3}) {
    INFO(bad);
    Workbench bench;
    Told told;
    const std::string stages = fmt::format(
        "  a: {{use: numbers, with: {{items: 2, per_item: 3, bad_parts: {}, bad_parts_pass: true}}, "
        "on_reject: "
        "{{tolerate: 100%}}}}\n  total: {{use: sum, from: a}}\n",
        bad);
    for (int times = 0; times < 2; ++times) {
      const RunReport report = run(bench, stages, told);
      CHECK(account(report, "a").restored == 0);
      CHECK(told.take().size() == static_cast<std::size_t>(2 * bad));
    }
  }
}

TEST_CASE("items that cannot be listed are rejected beside the others") {
  Workbench bench;
  Told told;
  const RunReport report = run(bench,
                               "  a: {use: numbers, with: {items: 2, bad_items: 1}}\n"
                               "  total: {use: sum, from: a}\n",
                               told);
  CHECK(report.exit_code == ExitCode::all_well);
  CHECK(account(report, "a").rejected == 1);
  CHECK(told.take() == Lines{"a|bad0|the item is empty"});
}

TEST_CASE("a source all of whose items are rejected fails, and the message names the setting and its place") {
  Workbench bench;
  Told told;
  const std::string bad = "  a: {use: numbers, with: {items: 2, per_item: 2, bad_parts: 2}";
  const RunReport report = run(bench, bad + "}\n  total: {use: sum, from: a}\n", told);
  CHECK(report.exit_code == ExitCode::finished_with_failures);
  CHECK(account(report, "a").rejected == 2);
  CHECK(stage(report, "total").status == StageStatus::held);
  CHECK(std::ranges::any_of(report.problems, [](const std::string& problem) {
    return problem.contains("all 2 items were rejected") &&
           problem.contains("`on_reject: {tolerate: 2}` in stage a (") &&
           problem.contains("pipeline.yaml:4)");
  }));
  const RunReport again =
      run(bench, bad + ", on_reject: {tolerate: 100%}}\n  total: {use: sum, from: a}\n", told);
  CHECK(again.exit_code == ExitCode::all_well);
}

TEST_CASE("on_reject makes rejects strict, by count and by share") {
  const auto exit_code = [](const char* tolerate) {
    Workbench bench;
    Told told;
    return run(bench,
               fmt::format(
                   "  a: {{use: numbers, with: {{items: 10}}}}\n"
                   "  x: {{use: spoil, from: a, with: {{reject_every: 5}}, on_reject: {{tolerate: {}}}}}\n"
                   "  total: {{use: sum, from: x}}\n",
                   tolerate),
               told)
        .exit_code;
  };
  CHECK(exit_code("0") == ExitCode::finished_with_failures);
  CHECK(exit_code("1") == ExitCode::finished_with_failures);
  CHECK(exit_code("2") == ExitCode::all_well);
  CHECK(exit_code("19%") == ExitCode::finished_with_failures);
  CHECK(exit_code("20%") == ExitCode::all_well);
}

TEST_CASE("a collector rejects records of its input, whole or streaming") {
  for (const char* guise : {"sum", "sum_streaming"}) {
    INFO(guise);
    Workbench bench;
    Told told;
    const std::string stages = fmt::format(
        "  a: {{use: numbers, with: {{items: 6}}}}\n  total: {{use: {}, from: a, with: {{reject_every: "
        "3}}}}\n",
        guise);
    for (int times = 0; times < 2; ++times) {
      const RunReport report = run(bench, stages, told);
      CHECK(report.exit_code == ExitCode::all_well);
      CHECK(account(report, "total").rejected == 2);
      CHECK(account(report, "total").emitted == 4);
      CHECK(told.take() == Lines{"total|n0|the number is bad", "total|n3|the number is bad"});
    }
  }
}

TEST_CASE("a collector that looks first rejects records that cannot be read as their type") {
  for (const char* guise : {"sum", "sum_streaming"}) {
    INFO(guise);
    Workbench bench;
    Told told;
    const RunReport report =
        run(bench,
            fmt::format("  a: {{use: by_json, with: {{items: 6, break_every: 4}}}}\n"
                        "  total: {{use: {}, from: a, with: {{rejects_unreadable: true}}}}\n",
                        guise),
            told);
    CHECK(report.exit_code == ExitCode::all_well);
    CHECK(account(report, "total").rejected == 2);
    CHECK(bench.published("total.jsonl").contains("\"order\":\"1 2 3 5 \""));
    const Lines lines = told.take();
    REQUIRE(lines.size() == 2);
    CHECK(lines[0].starts_with("total|n0|a record cannot be read as test.number/1"));
  }
}

TEST_CASE(
    "a stage that cannot be opened is no failure that may be tolerated: nothing behind it is published") {
  Workbench bench;
  Told told;
  const RunReport report =
      run(bench,
          "  a: {use: numbers}\n"
          "  x: {use: spoil, from: a, with: {open_fails: true}, on_failure: {tolerate: 100%}}\n"
          "  total: {use: sum, from: x}\n",
          told);
  CHECK(report.exit_code == ExitCode::finished_with_failures);
  CHECK(account(report, "x").failed == 0);
  CHECK(account(report, "x").held == 10);
  CHECK(stage(report, "total").status == StageStatus::held);
  CHECK(std::ranges::count(report.problems, "stage x: cannot open") == 1);
}

TEST_CASE("failures and rejects are restored until they are to be tried again") {
  Workbench bench;
  Told told;
  const std::string stages =
      "  a: {use: numbers, with: {items: 6}}\n"
      "  x: {use: spoil, from: a, with: {fail_every: 5, reject_every: 3}, on_failure: {tolerate: 9}}\n"
      "  total: {use: sum, from: x}\n";
  run(bench, stages, told);
  const auto units_run = [&](RunOptions options) {
    return stage(run(bench, stages, told, std::move(options)), "x").units_run;
  };
  CHECK(units_run({}) == 0);
  CHECK(units_run({.retry_all = true}) == 3);  // 0 and 5 failed, 3 was rejected
  CHECK(units_run({.retry = {"x"}}) == 3);
  CHECK(units_run({.retry = {"a"}}) == 0);
  CHECK(units_run({.force = {"x"}}) == 6);
  CHECK(units_run({}) == 0);
  const RunReport refused = bench.run(stages, {.force = {"y"}});
  CHECK(refused.exit_code == ExitCode::usage_error);
}

TEST_CASE("a unit that rejects parts and drops the rest is rejected, whether it is stored or not") {
  for (const char* cache : {"true", "false"}) {
    INFO(cache);
    Workbench bench;
    Told told;
    const std::string stages = fmt::format(
        "  a: {{use: numbers, with: {{items: 3}}}}\n"
        "  x: {{use: spoil, from: a, with: {{drop_every: 2, reject_part_every: 2}}, cache: {}}}\n"
        "  total: {{use: sum, from: x}}\n",
        cache);
    for (int times = 0; times < 2; ++times) {
      const RunReport report = run(bench, stages, told);
      CHECK(account(report, "x").dropped == 0);
      CHECK(account(report, "x").rejected == 2);
      CHECK(account(report, "x").rejected_parts == 0);  // they count as wholes
      CHECK(told.take() == Lines{"x|n0, half|half is bad", "x|n2, half|half is bad"});
    }
  }
}

TEST_CASE("a unit whose parts were rejected for the time being is done again, and so is each with --retry") {
  Workbench bench;
  Told told;
  const auto stages = [](bool transient) {
    return fmt::format(
        "  a: {{use: numbers, with: {{items: 4}}}}\n"
        "  x: {{use: spoil, from: a, with: {{reject_part_every: 2, parts_are_transient: {}}}}}\n"
        "  total: {{use: sum, from: x}}\n",
        transient);
  };
  const auto units_run = [&](bool transient, RunOptions options) {
    return stage(run(bench, stages(transient), told, std::move(options)), "x").units_run;
  };
  CHECK(units_run(true, {}) == 4);
  CHECK(units_run(true, {}) == 2);
  CHECK(units_run(false, {}) == 4);
  CHECK(units_run(false, {}) == 0);
  CHECK(units_run(false, {.retry_all = true}) == 2);
}

TEST_CASE("a collector that rejects all of its input has failed: there is nothing to go on with") {
  for (const char* guise : {"sum", "sum_streaming"}) {
    INFO(guise);
    Workbench bench;
    Told told;
    const std::string stages =
        fmt::format("  a: {{use: numbers}}\n  total: {{use: {}, from: a, with: {{rejects: true}}}}\n", guise);
    for (int times = 0; times < 2; ++times) {
      const RunReport report = run(bench, stages, told);
      CHECK(report.exit_code == ExitCode::finished_with_failures);
      CHECK(stage(report, "total").status == StageStatus::failed);
      CHECK(account(report, "total").held == 10);
      CHECK(told.take().empty());
    }
  }
}
