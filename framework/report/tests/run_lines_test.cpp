#include <algorithm>

#include <doctest/doctest.h>

#include <report/run_lines.hpp>
#include <report/text_width.hpp>

using namespace flowrun;
using report::RunView;
using report::StageView;

namespace {

std::vector<std::string> texts(const RunView& run, std::size_t width, std::size_t height) {
  std::vector<std::string> found;
  for (const auto& line : report::run_lines(run, width, height)) found.push_back(line.text);
  return found;
}

StageView stage(const std::string& name, std::uint64_t ended, std::uint64_t known) {
  StageView view;
  view.now.books.stage = view.now.report.stage = name;
  view.now.books.emitted = view.ended = ended;
  view.now.books.received = view.now.known = known;
  return view;
}

// One of each kind: done, growing, waiting, and one long unit.
RunView four_stages() {
  StageView done = stage("sessions", 8, 8);
  done.now.report.status = graph::StageStatus::finished;
  done.now.is_over = true;
  done.now.report.seconds = 0.028;
  done.now.report.units_run = 8;
  done.now.books.dropped = 2;

  StageView growing = stage("commits", 118, 594);
  growing.now.may_grow = growing.now.is_listing = true;
  growing.now.books.rejected = 1;
  growing.now.books.dropped = 110;
  growing.units = {{.record = "serde@1a2b3c", .seconds = 34.2}, {.record = "dust@77", .seconds = 2}};

  StageView waiting = stage("curated", 0, 0);
  waiting.now.may_grow = true;
  waiting.now.waits_for = {"commits", "synthetic"};

  StageView training = stage("adapter", 0, 1);
  training.now.is_collector = true;
  training.units = {{.record = "",
                     .seconds = 21,
                     .progress = report::UnitProgress{.done = 12,
                                                      .total = 23,
                                                      .unit = "training step, loss 1.34, 1.1k tokens/s",
                                                      .seconds_each = 1.7,
                                                      .seconds_since = 0.7}}};
  return {.seconds = 151.9, .stages = {done, growing, waiting, training}};
}

}  // namespace

TEST_CASE("a line a stage tells how far it is, what it does for how long, and what it waits for") {
  CHECK(texts(four_stages(), 120, 30) ==
        std::vector<std::string>{
            "sessions       8 of 8  done in 28 ms, 2 dropped",
            "commits   118 of 594+  serde@1a2b3c (0:34) and 1 more, 1 rejected, 110 dropped",
            "curated                waits for commits, synthetic",
            "adapter        0 of 1  training step 12 of 23, loss 1.34, 1.1k tokens/s (0:21), 18 s left",
            "2:31  1 of 4 stages done, 2 at work, 1 waiting",
        });
}

TEST_CASE("on a narrow screen the first of it is left, clipped") {
  CHECK(texts(four_stages(), 40, 8) == std::vector<std::string>{
                                           "sessions       8 of 8  done in 28 ms",
                                           "commits   118 of 594+  serde@1a2b3c (0:…",
                                           "curated                waits for commit…",
                                           "adapter        0 of 1  training step 12…",
                                           "2:31  1 of 4 stages done, 2 at work",
                                       });
}

TEST_CASE("where there is no room for all stages, those at work are shown, and how many are not") {
  CHECK(texts(four_stages(), 60, 3) == std::vector<std::string>{
                                           "commits  118 of 594+  serde@1a2b3c (0:34) and 1 more",
                                           "adapter       0 of 1  training step 12 of 23, loss 1.34, 1.…",
                                           "2:31  2 not shown, 1 of 4 stages done, 2 at work, 1 waiting",
                                       });
  RunView run = four_stages();
  run.stages[0].now.report.status = graph::StageStatus::failed;
  CHECK(texts(run, 60, 2)[0].starts_with("sessions"));
}

TEST_CASE("lines are never more than there is room for nor wider, whatever the names") {
  RunView run = four_stages();
  run.stages[1].units[0].record = "目录/文件-目录/文件-目录/文件";
  run.stages[2].now.books.stage = "äöü_一二三_with_a_name_that_does_not_end";
  for (std::size_t width = 1; width < 130; ++width) {
    for (std::size_t height = 1; height < 7; ++height) {
      const auto lines = texts(run, width, height);
      CHECK(lines.size() <= std::min<std::size_t>(height, run.stages.size() + 1));
      for (const std::string& line : lines) CHECK(report::columns_of(line) <= width);
    }
  }
}

TEST_CASE("a record cannot steer the screen") {
  RunView run = four_stages();
  run.stages[1].units[0].record = "a\x1b[2J\nb";
  CHECK(texts(run, 120, 30)[1].contains("a\\x1b[2J\\nb (0:34)"));
}

TEST_CASE("units of less than a second are told by their rate") {
  StageView quick = stage("x", 500, 1000);
  quick.units = {{.record = "r", .seconds = 0.2}};
  quick.now.report.units_run = 500;
  quick.now.report.seconds = 5;
  CHECK(texts({.stages = {quick}}, 80, 24)[0] == "x  500 of 1000  5 s left, 100/s");
}

TEST_CASE("the time left is measured in this run, else taken from an earlier one, else not told") {
  StageView units = stage("x", 4, 10);
  units.units = {{.record = "r", .seconds = 3}, {.record = "s", .seconds = 1}};
  CHECK(!report::seconds_left(units));
  units.usual = 5;  // in two lanes, the older begun 3 s ago
  CHECK(report::seconds_left(units) == doctest::Approx(6 * 5 / 2.0 - 3));
  units.now.report.units_run = 4;
  units.now.report.seconds = 8;
  units.now.seconds_since_unit = 1.5;
  CHECK(report::seconds_left(units) == doctest::Approx(6 * 2 - 1.5));
  units.now.seconds_since_unit = 20;  // this unit is not like the others
  CHECK(!report::seconds_left(units));
  units.now.seconds_since_unit = 0;
  units.now.is_listing = true;
  CHECK(!report::seconds_left(units));
}

TEST_CASE("a total that grows makes the time left a lower bound") {
  StageView stage_behind = stage("x", 4, 10);
  stage_behind.now.may_grow = true;
  stage_behind.now.report.units_run = 4;
  stage_behind.now.report.seconds = 800;
  CHECK(texts({.stages = {stage_behind}}, 80, 24)[0] == "x  4 of 10+  20 min+ left, 0.3/min");
}

TEST_CASE("what waits for a resource says who has it") {
  StageView held = stage("base", 0, 14);
  held.now.resource = "waits for cargo, which commits holds";
  CHECK(texts({.stages = {held}}, 80, 24)[0] == "base  0 of 14  waits for cargo, which commits holds");
}

TEST_CASE("a run that is to stop says so first") {
  RunView run = four_stages();
  run.is_stopping = true;
  CHECK(texts(run, 40, 8).back() == "2:31  stopping, Ctrl-C again leaves");
}

TEST_CASE("a run in one line names the stages at work") {
  CHECK(
      report::run_line(four_stages()) ==
      "2:31, 1 of 4 stages done, 2 at work, 1 waiting; commits 118 of 594+, serde@1a2b3c (0:34) and 1 more, "
      "1 rejected, 110 dropped; adapter 0 of 1, training step 12 of 23, loss 1.34, 1.1k tokens/s (0:21), 18 "
      "s "
      "left");
}

TEST_CASE("the end of a stage in one line") {
  CHECK(report::stage_end({.stage = "a", .status = graph::StageStatus::finished, .units_restored = 8},
                          {.received = 8, .emitted = 8, .restored = 8, .records_out = {6}}) ==
        "restored: 8 in, 6 out, 8 restored");
  CHECK(report::stage_end({.stage = "a", .status = graph::StageStatus::held},
                          {.received = 3, .held_by = "x"}) == "held by x: 3 in");
}

TEST_CASE("progress is measured between what a unit said") {
  report::RunWatcher watcher({{"x", 12}});
  watcher.begin([] {
    graph::StageNow now;
    now.books.stage = "x";
    now.units = {{.record = "r", .time = std::chrono::seconds(5)}};
    return graph::RunNow{.stages = {now}, .resources = {}};
  });
  watcher.unit_progressed("x", "r", 2, 10, "step, loss 3");
  watcher.unit_progressed("x", "gone", 1, 10, "step");
  RunView view = watcher.view();
  REQUIRE(view.stages.size() == 1);
  CHECK(view.stages[0].usual == 12);
  REQUIRE(view.stages[0].units[0].progress);
  CHECK(view.stages[0].units[0].progress->seconds_each == 0);
  watcher.unit_progressed("x", "r", 4, 10, "step, loss 2");
  view = watcher.view();
  CHECK(view.stages[0].units[0].progress->seconds_each > 0);
  CHECK(report::doing(view.stages[0], view.stages[0].units[0]) == "step 4 of 10, loss 2");
  watcher.unit_progressed("x", "r", 0, 0, "validating");
  view = watcher.view();
  CHECK(report::doing(view.stages[0], view.stages[0].units[0]) == "validating");
  watcher.end();
  CHECK(watcher.view().stages.empty());
}
