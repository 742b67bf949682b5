#include <doctest/doctest.h>

#include <report/killed_run.hpp>
#include <test_support/temporary_folder.hpp>

namespace report = flowrun::report;

TEST_CASE("of a killed run the page tells how far each stage came, why it ended, and what goes on") {
  const test_support::TemporaryFolder folder;
  folder.write("run.json", R"({"id":4,"status":"running","pipeline":"demo","started":"2026-03-01T12:00:00Z",
    "settings":{"lines":{"type":"text_lines"},"sum":{"type":"sum"},"later":{"type":"sum"}}})");
  folder.write("events.jsonl",
               R"({"seconds":0,"event":"run_started","run":4}
{"seconds":1,"event":"stage_started","stage":"lines"}
{"seconds":2,"event":"stage_ended","stage":"lines","status":"finished","received":9,"emitted":8,"dropped":1,"units_run":9,"took":1}
{"seconds":3,"event":"stage_started","stage":"sum"}
{"seconds":61.5,"event":"failed","stage":"sum","record":"line 3","problem":"no number"}
{"seconds":90,"event":"fai)");
  folder.write("metrics.jsonl",
               R"({"stage":"sum","record":"r","name":"loss","value":3,"seconds":1}
{"stage":"sum","record":"r","name":"loss","value":2,"seconds":2}
)");
  const report::RunStory story = report::killed_run(folder.path(), "the plugin <sum> aborted");
  const auto& stages = story.run["stages"].items;
  REQUIRE(stages.size() == 3);
  CHECK(stages[0]["status"].string() == "finished");
  CHECK(stages[0]["dropped"].integer() == 1);
  CHECK(stages[1]["status"].string() == "killed");
  CHECK(stages[2]["status"].string() == "not started");
  CHECK(story.points.size() == 2);
  const std::string page = report::run_page(story);
  for (const char* text :
       {"run 4</span> <span class=\"state bad\">killed</span>", "took 61.5 s", "line 3", "no number",
        "the plugin &lt;sum&gt; aborted", "the same command goes on from there", "loss"})
    CHECK_MESSAGE(page.contains(text), text);
  CHECK_FALSE(page.contains("exit code"));
}

TEST_CASE("a run that was killed before it wrote anything has a page, too") {
  const test_support::TemporaryFolder folder;
  CHECK(report::run_page(report::killed_run(folder.path(), "")).contains("killed"));
}
