#include <doctest/doctest.h>

#include <report/ledger_table.hpp>

using namespace flowrun;

namespace {

// A source and a collector that both finished.
graph::RunReport two_stages() {
  graph::RunReport report;
  report.ledger.stages = {
      {.stage = "numbers", .received = 10, .emitted = 9, .failed = 1, .restored = 4, .records_out = {5, 4}},
      {.stage = "sum", .received = 9, .emitted = 7, .dropped = 2, .records_out = {1}}};
  report.stages = {
      {.stage = "numbers",
       .status = graph::StageStatus::finished,
       .seconds = 1.25,
       .units_run = 6,
       .units_restored = 4},
      {.stage = "sum", .status = graph::StageStatus::finished, .seconds = 0.004, .units_run = 1}};
  return report;
}

}  // namespace

TEST_CASE("one line a stage, numbers right, texts left, columns without content left out") {
  CHECK(report::ledger_table(two_stages(), false) ==
        "stage    in  dropped  failed  restored  out   time  status\n"
        "numbers  10        -       1         4    9  1.2 s  ok\n"
        "sum       9        2       -         -    1   4 ms  ok\n");
}

TEST_CASE("what was held or cancelled has columns of its own and says by whom") {
  graph::RunReport report = two_stages();
  report.ledger.stages[0].cancelled = 3;
  report.ledger.stages[1].held = 9;
  report.ledger.stages[1].held_by = "numbers";
  report.stages[0].status = graph::StageStatus::interrupted;
  report.stages[1].status = graph::StageStatus::held;
  report.stages[1].units_run = 0;
  CHECK(report::ledger_table(report, false) ==
        "stage    in  dropped  failed  cancelled  held  restored  out   time  status\n"
        "numbers  10        -       1          3     -         4    9  1.2 s  interrupted\n"
        "sum       9        2       -          -     9         -    1      -  held by numbers\n");
}

TEST_CASE("a stage that ran nothing shows whether it was restored") {
  graph::RunReport report = two_stages();
  report.stages[0].units_run = report.stages[1].units_run = 0;
  const std::string table = report::ledger_table(report, false);
  CHECK(table.contains("9  restored  ok"));
  CHECK(table.contains("1         -  ok"));
}

TEST_CASE("with colours, a stage that did not finish stands out") {
  graph::RunReport report = two_stages();
  report.stages[1].status = graph::StageStatus::failed;
  const std::string table = report::ledger_table(report, true);
  CHECK(table.starts_with("\x1b[1mstage"));
  CHECK(table.contains("\n\x1b[1;31msum "));
  CHECK(!table.contains("\x1b[1;31mnumbers"));
}
