#include <doctest/doctest.h>

#include <base/json.hpp>
#include <report/failure_log.hpp>
#include <report/run_file.hpp>

using namespace flowrun;

namespace {

graph::Plan plan_of_two() {
  graph::Plan plan{.pipeline = "demo", .file = "demo.yaml"};
  plan.stages.resize(2);
  plan.stages[0].name = "z";
  plan.stages[1].name = "a";
  return plan;
}

base::Json run_json(const report::FailureLog& log) {
  const auto plan = plan_of_two();
  const graph::RunOptions options;
  const auto parsed = base::parse_json(report::ended_run_text(
      {.plan = plan, .options = options}, {.report = {}, .failures = log.in_order(plan)}));
  REQUIRE(parsed);
  return *parsed;
}

}  // namespace

TEST_CASE("run.json lists every failure, by stage and record, however they came") {
  report::FailureLog log;
  log.unit_failed("a", "r1", {"spoilt", "", ""});
  for (int i = 99; i >= 10; --i)
    log.unit_failed("z", std::to_string(i),
                    {.problem = "gone", .why = "no disk", .what_to_do = "look", .is_transient = true});
  const base::Json run = run_json(log);
  REQUIRE(run["failures"].items.size() == 91);
  CHECK(
      run["failures"].items[0].dump() ==
      R"({"stage":"z","record":"10","problem":"gone","why":"no disk","what_to_do":"look","transient":true})");
  CHECK(run["failures"].items[89]["record"].string() == "99");
  CHECK(run["failures"].items[90].dump() == R"({"stage":"a","record":"r1","problem":"spoilt"})");
}

TEST_CASE("what a failure says cannot harm whoever prints run.json") {
  report::FailureLog log;
  log.unit_failed("a", "r\n\xff", {"\x1b[2Jcleared\nsecond line", "\u202ereversed", ""});
  CHECK(
      run_json(log)["failures"].items[0].dump() ==
      R"({"stage":"a","record":"r\\n\\xff","problem":"\\x1b[2Jcleared\nsecond line","why":"\\u{202e}reversed"})");
}
