#include <doctest/doctest.h>

#include <report/run_summary.hpp>

using namespace flowrun;

namespace {

graph::RunReport two_stages() {
  graph::RunReport report;
  report.ledger.stages = {{.stage = "numbers", .received = 10, .emitted = 9},
                          {.stage = "sum", .received = 9}};
  report.stages = {{.stage = "numbers", .seconds = 12.34, .unit_seconds = 20, .units_run = 6},
                   {.stage = "sum", .seconds = 14, .unit_seconds = 0.5, .units_run = 1}};
  return report;
}

}  // namespace

TEST_CASE("the most frequent reasons come first, and those beyond the fifth are counted") {
  graph::RunReport report = two_stages();
  report.ledger.stages[0].left_out = {{"too long", 1}, {"no text", 2}};
  report.ledger.stages[1].drop_reasons = {{"a", 2}, {"b", 40}, {"c", 1}, {"d", 7},
                                          {"e", 9}, {"f", 1},  {"g", 8}};
  CHECK(report::left_out_text(report, "out/x/run.json") ==
        "numbers left out 2 parts: no text\n"
        "numbers left out 1 part: too long\n"
        "sum dropped 40: b\n"
        "sum dropped 9: e\n"
        "sum dropped 8: g\n"
        "sum dropped 7: d\n"
        "sum dropped 2: a\n"
        "sum dropped 2 for 2 other reasons: out/x/run.json\n");
  report.ledger.stages[1].drop_reasons.erase("c");
  CHECK(report::left_out_text(report, "").ends_with("sum dropped 1: f\n"));
}

TEST_CASE("what was rejected is counted, whole inputs and parts apart") {
  graph::RunReport report = two_stages();
  report.ledger.stages[0].rejected = 1;
  report.ledger.stages[0].rejected_parts = 3;
  CHECK(report::left_out_text(report, "") ==
        "numbers rejected 1 whole input and 3 parts, named above: the rest went on\n");
}

TEST_CASE("a reason is one line, whatever a stage put into it") {
  graph::RunReport report = two_stages();
  report.ledger.stages[0].left_out = {{"\xff", 1}};
  report.ledger.stages[1].drop_reasons = {{"a\nb\x1b[0m", 2}};
  CHECK(report::left_out_text(report, "") ==
        "numbers left out 1 part: \\xff\n"
        "sum dropped 2: a\\nb\\x1b[0m\n");
}

TEST_CASE("what was restored is told by stage, whole or in part") {
  graph::RunReport report = two_stages();
  CHECK(report::restored_text(report).empty());
  report.ledger.stages[0].restored = 4;
  CHECK(report::restored_text(report) == "restored: 4 of 10 of numbers\n");
  report.ledger.stages[1].restored = 9;
  CHECK(report::restored_text(report) == "restored: all of sum; 4 of 10 of numbers\n");
  report.ledger.stages[0].restored = 10;
  CHECK(report::restored_text(report) == "restored: everything\n");
}

TEST_CASE("the slowest stages are told, but none that waited most of its time") {
  graph::RunReport report = two_stages();
  CHECK(report::slowest_text(report) == "slowest: numbers 12.3 s\n");
  report.stages[1].unit_seconds = 13;
  CHECK(report::slowest_text(report) == "slowest: sum 14.0 s, numbers 12.3 s\n");
  report.stages[0].unit_seconds = report.stages[1].unit_seconds = 0;
  CHECK(report::slowest_text(report).empty());
}
