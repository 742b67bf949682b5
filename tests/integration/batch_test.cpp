// How many records travel in one message never shows.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "workbench.hpp"

using flowrun::graph::ExitCode;
using flowrun::graph::RunReport;

namespace {

// A chain of cheap stages and one that tells two kinds apart, behind `items` of `per_item` records.
std::string chain(std::uint64_t items, std::uint64_t per_item) {
  return fmt::format(
      "  a: {{use: numbers, with: {{items: {}, per_item: {}}}, cache: false}}\n"
      "  p: {{use: pass_some, from: a, with: {{drop_every: 3}}}}\n"
      "  c: {{use: spoil_cheaply, from: p, with: {{drop_every: 5}}}}\n"
      "  e: {{use: parity, from: c}}\n"
      "  w: {{use: spoil, from: [e.odd, a], with: {{copies: 2}}, cache: false}}\n"
      "  total: {{use: sum, from: [w, e.even, c]}}\n"
      "  streamed: {{use: sum_streaming, from: [w, e.even, c], cache: false}}\n"
      "publish: {{total: total, streamed: streamed}}\n",
      items, per_item);
}

// What a sum over the chain must be.
std::string expected(std::uint64_t items, std::uint64_t per_item) {
  std::uint64_t count = 0, sum = 0;
  std::string odd, all, even, chosen;
  for (std::uint64_t value = 0; value < items * per_item; ++value) {
    const std::string text = std::to_string(value) + " ";
    const auto add = [&, value](std::string& order, std::uint64_t times) {
      for (std::uint64_t i = 0; i < times; ++i) order += text;
      count += times, sum += times * value;
    };
    add(all, 2);
    if (value % 3 == 0 || value % 5 == 0) continue;
    add(chosen, 1);
    if (value % 2 == 0)
      add(even, 1);
    else
      add(odd, 2);
  }
  const std::string order = odd + all + even + chosen;
  return fmt::format("{{\"count\":{},\"sum\":{}{}}}\n", count, sum,
                     order.empty() ? "" : ",\"order\":\"" + order + "\"");
}

std::vector<std::uint64_t> units_run(const RunReport& report) {
  std::vector<std::uint64_t> units;
  for (const auto& stage : report.stages) units.push_back(stage.units_run);
  return units;
}

}  // namespace

TEST_CASE("cheap chains give the same records and run the same units, however many there are of each") {
  for (const std::uint64_t items : {1, 2, 15, 16, 17, 64, 65, 257, 5000}) {
    for (const std::uint64_t per_item : {0, 1, 2, 3}) {
      std::vector<std::uint64_t> units;
      for (const std::size_t jobs : {1, 2, 8}) {
        Workbench bench;
        CAPTURE(items);
        CAPTURE(per_item);
        const RunReport report =
            bench.run(chain(items, per_item), {.jobs = jobs, .window = 1 + 37 * (jobs - 1)});
        CHECK(report.exit_code == ExitCode::all_well);
        CHECK(report.ledger.imbalances().empty());
        CHECK(bench.published("total.jsonl") == expected(items, per_item));
        CHECK(bench.published("streamed.jsonl") == expected(items, per_item));
        if (units.empty()) units = units_run(report);
        CHECK(units_run(report) == units);
        CHECK(units[0] == items);
        CHECK(units[1] == items * per_item);
      }
    }
  }
}
