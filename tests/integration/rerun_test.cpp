// Record-level re-run: only what changed is done again, and the store can say so.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "workbench.hpp"

using flowrun::graph::ExitCode;
using flowrun::graph::RunReport;

namespace {

const std::string three =
    "  a: {use: numbers_file, with: {file: numbers.txt}}\n  x: {use: spoil, from: a}\n  total: {use: sum, "
    "from: x}\n";

void write_numbers(const Workbench& bench, const std::string& text) {
  test_support::write_file(bench.folder() / "numbers.txt", text);
}

std::uint64_t units_run(const RunReport& report) {
  std::uint64_t sum = 0;
  for (const auto& stage : report.stages) sum += stage.units_run;
  return sum;
}

}  // namespace

TEST_CASE("a second run restores everything and runs nothing") {
  Workbench bench;
  write_numbers(bench, "1 2 3 4 5");
  CHECK(units_run(bench.run(three)) == 11);
  const RunReport again = bench.run(three);
  CHECK(units_run(again) == 0);
  CHECK(account(again, "x").restored == 5);
  CHECK(account(again, "total").restored == 5);
}

TEST_CASE("one changed record is done again with what follows from it, the others are restored") {
  Workbench bench;
  write_numbers(bench, "1 2 3 4 5");
  bench.run(three);
  write_numbers(bench, "1 2 30 4 5");
  const RunReport report = bench.run(three);
  CHECK(stage(report, "a").units_run == 1);
  CHECK(stage(report, "x").units_run == 1);
  CHECK(stage(report, "total").units_run == 1);
  CHECK(bench.records(three, "total") ==
        std::vector<std::string>{R"({"count":5,"sum":42,"order":"1 2 30 4 5 "})"});
}

TEST_CASE("a changed parameter redoes its stage; where the result is the same, the wave stops there") {
  Workbench bench;
  write_numbers(bench, "1 2 3");
  bench.run(three);
  std::string changed = three;
  changed.replace(changed.find("from: a}"), 8, "from: a, with: {fail_every: 50}}");
  const RunReport report = bench.run(changed);
  CHECK(stage(report, "a").units_run == 0);
  CHECK(stage(report, "x").units_run == 3);
  CHECK(stage(report, "total").units_run == 0);
}

TEST_CASE("the same stage under another name shares its results; another seed does not") {
  Workbench bench;
  write_numbers(bench, "1 2 3");
  bench.run(three);
  std::string renamed = three;
  renamed.replace(renamed.find("  x:"), 4, "  w:").replace(renamed.find("from: x"), 7, "from: w");
  CHECK(units_run(bench.run(renamed)) == 0);
  CHECK(units_run(bench.run(three, {.seed = 1})) == 7);
}

TEST_CASE("failures are restored as failures, except those that are worth another try") {
  Workbench bench;
  const auto stages = [](const char* kind) {
    return fmt::format(
        "  a: {{use: numbers}}\n  x: {{use: spoil, from: a, with: {{{}: 5}}, on_failure: {{tolerate: 9}}}}\n"
        "  total: {{use: sum, from: x}}\n",
        kind);
  };
  bench.run(stages("fail_every"));
  const RunReport failed = bench.run(stages("fail_every"));
  CHECK(account(failed, "x").failed == 2);
  CHECK(stage(failed, "x").units_run == 0);
  bench.run(stages("transient_every"));
  const RunReport transient = bench.run(stages("transient_every"));
  CHECK(account(transient, "x").failed == 2);
  CHECK(stage(transient, "x").units_run == 2);
}

TEST_CASE("uncached stages run every time, and their consumers are still restored") {
  Workbench bench;
  const char* const stages =
      "  a: {use: numbers}\n  x: {use: spoil_cheaply, from: a}\n  w: {use: spoil, from: x}\n  total: {use: "
      "sum, from: [w, x]}\n";
  bench.run(stages);
  const RunReport again = bench.run(stages);
  CHECK(stage(again, "x").units_run == 10);
  CHECK(stage(again, "w").units_run == 0);
  CHECK(stage(again, "total").units_run == 0);
}

TEST_CASE("a cheap stage is cached where the file says so, and only there") {
  Workbench bench;
  const auto stages = [](const char* cache) {
    return fmt::format("  a: {{use: numbers}}\n  x: {{use: spoil_cheaply, from: a{}}}\n", cache);
  };
  for (int runs = 0; runs < 2; ++runs) CHECK(stage(bench.run(stages("")), "x").units_run == 10);
  CHECK(stage(bench.run(stages(", cache: true")), "x").units_run == 10);
  CHECK(stage(bench.run(stages(", cache: true")), "x").units_run == 0);
  CHECK(bench.records(stages(", cache: true"), "x").size() == 10);
}

TEST_CASE("--only runs one stage on the inputs of its last run, and restores it if nothing changed") {
  Workbench bench;
  write_numbers(bench, "1 2 3");
  CHECK(bench.run(three, {.only = "total"}).exit_code == ExitCode::usage_error);
  bench.run(three);
  const RunReport same = bench.run(three, {.only = "total"});
  CHECK(same.exit_code == ExitCode::all_well);
  CHECK(same.stages.size() == 1);
  CHECK(units_run(same) == 0);
  std::string changed = three;
  changed.replace(changed.find("from: x}"), 8, "from: x, with: {drop_every: 2}}");
  const RunReport other = bench.run(changed, {.only = "total"});
  CHECK(units_run(other) == 1);
  CHECK(account(other, "total").dropped == 1);
  CHECK(other.ledger.imbalances().empty());
}

TEST_CASE("--only refuses stale inputs and says what is stale") {
  Workbench bench;
  write_numbers(bench, "1 2 3");
  bench.run(three);
  std::string changed = three;
  changed.replace(changed.find("from: a}"), 8, "from: a, with: {copies: 2}}");
  const RunReport settings = bench.run(changed, {.only = "total"});
  CHECK(settings.exit_code == ExitCode::usage_error);
  CHECK(settings.problems.at(0).contains("the settings of x changed since"));
  write_numbers(bench, "1 2 30");
  const RunReport content = bench.run(three, {.only = "total"});
  CHECK(content.exit_code == ExitCode::usage_error);
  CHECK(content.problems.at(0).contains("the item line2 of a changed since"));
}

TEST_CASE("--to runs a stage and what it needs, and nothing else") {
  Workbench bench;
  const char* const stages =
      "  a: {use: numbers}\n  x: {use: spoil, from: a}\n  total: {use: sum, from: x}\n  other: {use: sum, "
      "from: a}\n";
  const RunReport report = bench.run(stages, {.to = "x"});
  CHECK(report.stages.size() == 2);
  CHECK(report.exit_code == ExitCode::all_well);
  const RunReport unknown = bench.run(stages, {.to = "y"});
  CHECK(unknown.exit_code == ExitCode::usage_error);
  CHECK(unknown.problems.at(0).contains("its stages are a, x, total, other"));
}

TEST_CASE("large outputs of one unit go through the store and come out the same") {
  Workbench bench;
  const char* const stages =
      "  a: {use: numbers, with: {items: 2, per_item: 40, padding: 100000}}\n  total: {use: sum, from: a}\n";
  CHECK(bench.run(stages, {.memory = 1 << 20}).exit_code == ExitCode::all_well);
  CHECK(bench.records(stages, "a").size() == 80);
  CHECK(units_run(bench.run(stages)) == 0);
}

TEST_CASE("with strict_code the build of a plugin is part of the key") {
  Workbench bench;
  const std::string stages = "stages:\n  a: {use: numbers, with: {items: 3}}\n  total: {use: sum, from: a}\n";
  bench.run("flowrun: 1\nname: test\n" + stages);
  CHECK(units_run(bench.run("flowrun: 1\nname: test\nstrict_code: true\n" + stages)) == 4);
  CHECK(units_run(bench.run("flowrun: 1\nname: test\nstrict_code: true\n" + stages)) == 0);
}

TEST_CASE("--only does not take what a failed run left for whole") {
  Workbench bench;
  const std::string stages =
      "  a: {use: numbers_file, with: {file: numbers.txt}}\n  w: {use: spoil, from: a, with: {fail_every: "
      "7}}\n"
      "  x: {use: spoil, from: w}\n  total: {use: sum, from: x}\npublish: {total: total}\n";
  write_numbers(bench, "1 2 3");
  CHECK(bench.run(stages).exit_code == ExitCode::all_well);
  const std::string before = bench.published("total.jsonl");
  write_numbers(bench, "1 7 3");
  CHECK(bench.run(stages).exit_code == ExitCode::finished_with_failures);
  CHECK(bench.run(stages, {.only = "total"}).exit_code == ExitCode::usage_error);
  CHECK(bench.published("total.jsonl") == before);
}

TEST_CASE("--only takes inputs that ran again and came out the same") {
  Workbench bench;
  write_numbers(bench, "1 2 3");
  bench.run(three);
  bench.run(three, {.to = "a"});
  CHECK(bench.run(three, {.only = "total"}).exit_code == ExitCode::all_well);
}

TEST_CASE("a collector under another name gives the same records") {
  Workbench bench;
  const std::string stages =
      "  a: {use: numbers}\n  NAME: {use: sum, from: a}\n  b: {use: total_again, from: NAME}\n";
  const auto named = [&](std::string text, const std::string& name) {
    for (auto at = text.find("NAME"); at != std::string::npos; at = text.find("NAME"))
      text.replace(at, 4, name);
    return text;
  };
  bench.run(named(stages, "first"));
  CHECK(units_run(bench.run(named(stages, "second"))) == 0);
}
