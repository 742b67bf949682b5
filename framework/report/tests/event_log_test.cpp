#include <doctest/doctest.h>

#include <report/event_log.hpp>
#include <test_support/temporary_folder.hpp>

#include "json_lines.hpp"

using namespace flowrun;
using test_support::TemporaryFolder;

TEST_CASE("what happens is one JSON line each, from the start to the exit code") {
  const TemporaryFolder folder;
  report::EventLog log(folder.path());
  log.run_recorded(3);
  log.stage_started("a");
  log.logged("a", "r\n1", flow::LogLevel::warning, "\x1b[31mred");
  log.unit_failed("a", "r2", {.problem = "gone", .why = "no disk", .is_transient = true});
  log.stalled(std::chrono::seconds(60), {{"a", "r3", "runs for 60 s"}});
  log.stage_ended({.stage = "a", .status = graph::StageStatus::failed, .seconds = 1.5, .units_run = 2},
                  {.stage = "a", .received = 2, .emitted = 1, .failed = 1});
  REQUIRE(log.finish({.exit_code = graph::ExitCode::finished_with_failures,
                      .published = {{.name = "total", .path = "out/total", .why_not = "a failed"}},
                      .problems = {"a failed"}}));
  auto lines = json_lines(folder / "runs/3/events.jsonl");
  for (base::Json& line : lines) {
    CHECK(line["seconds"].number().value_or(-1) >= 0);
    line.erase("seconds");
  }
  REQUIRE(lines.size() == 9);
  CHECK(lines[0].dump() == R"({"event":"run_started","run":3})");
  CHECK(lines[1].dump() == R"({"event":"stage_started","stage":"a"})");
  CHECK(lines[2].dump() ==
        R"({"event":"logged","stage":"a","record":"r\\n1","level":"warning","text":"\\x1b[31mred"})");
  CHECK(lines[3].dump() ==
        R"({"event":"failed","stage":"a","record":"r2","problem":"gone","why":"no disk","transient":true})");
  CHECK(lines[4].dump() ==
        R"({"event":"stalled","quiet":60,"waiting":[{"stage":"a","record":"r3","what":"runs for 60 s"}]})");
  CHECK(lines[5].dump() ==
        R"({"event":"stage_ended","stage":"a","status":"failed","received":2,"emitted":1,"dropped":0,)"
        R"("rejected":0,"failed":1,"cancelled":0,"held":0,"units_run":2,"units_restored":0,"took":1.5})");
  CHECK(
      lines[6].dump() ==
      R"({"event":"result","name":"total","path":"out/total","published":false,"unchanged":false,"why_not":"a failed"})");
  CHECK(lines[7].dump() == R"({"event":"problem","text":"a failed"})");
  CHECK(lines[8].dump() == R"({"event":"run_finished","exit_code":1})");
}

TEST_CASE("a run that is killed leaves the events up to then") {
  const TemporaryFolder folder;
  report::EventLog log(folder.path());
  log.run_recorded(3);
  log.stage_started("a");
  CHECK(json_lines(folder / "runs/3/events.jsonl").size() == 2);
}

TEST_CASE("of many events of a kind the first are written, and how many more there were") {
  const TemporaryFolder folder;
  report::EventLog log(folder.path());
  log.run_recorded(3);
  for (std::uint64_t i = 0; i < report::EventLog::most_of_a_kind + 5; ++i)
    log.unit_rejected("a", std::to_string(i), {.problem = "broken", .is_rejection = true});
  REQUIRE(log.finish({}));
  auto lines = json_lines(folder / "runs/3/events.jsonl");
  REQUIRE(lines.size() == 1 + report::EventLog::most_of_a_kind + 2);
  CHECK(lines[lines.size() - 2]["of"].string() == "rejected");
  CHECK(lines[lines.size() - 2]["count"].integer() == 5);
}

TEST_CASE("who follows is given every line as it is written, and how far the run is") {
  const TemporaryFolder folder;
  std::vector<std::string> followed;
  report::EventLog log(folder.path(), [&](std::string_view line) { followed.emplace_back(line); });
  log.run_recorded(3);
  report::StageView stage;
  stage.now.books.stage = "a";
  stage.now.known = 7;
  stage.ended = 2;
  stage.units = {{.record = "r1", .seconds = 1.5}};
  log.progress({.stages = {stage}});
  REQUIRE(log.finish({}));
  REQUIRE(followed.size() == 3);
  CHECK(followed[1].ends_with(
      R"("event":"progress","stages":[{"stage":"a","over":false,"done":2,"known":7,"grows":false,)"
      R"("restored":0,"waits_for":[],"units":[{"record":"r1","doing":"r1","seconds":1.5}]}]})"));
  CHECK(json_lines(folder / "runs/3/events.jsonl").size() == 2);
}
