#include <iterator>

#include <doctest/doctest.h>

#include <base/json.hpp>
#include <report/run_file.hpp>
#include <test_support/temporary_folder.hpp>

using namespace flowrun;
using test_support::read_file;
using test_support::TemporaryFolder;

namespace {

graph::Plan plan_of_two() {
  graph::Plan plan{.pipeline = "demo", .file = "demo.yaml", .profile = "sample"};
  plan.stages.resize(2);
  plan.stages[0].name = "a";
  plan.stages[0].type.description = {.name = "numbers", .version = 3, .outputs = {{.name = "out"}}};
  plan.stages[0].type.build_id = "b1";
  plan.stages[1].name = "total";
  plan.stages[1].type.description = {.name = "sum", .version = 1, .outputs = {{.name = "sum"}}};
  return plan;
}

graph::RunReport report_of_two() {
  graph::RunReport report{.exit_code = graph::ExitCode::finished_with_failures, .jobs = 4, .run = 7};
  report.ledger.stages = {{.stage = "a", .received = 10, .emitted = 9, .failed = 1, .records_out = {9}},
                          {.stage = "total", .received = 9, .held = 9, .records_out = {0}, .held_by = "a"}};
  report.ledger.stages[0].drop_reasons = {{"a \"quoted\"\treason", 0}};
  report.ledger.edges = {{.from = "a", .to = "total", .emitted = 9, .sent = 9, .received = 9}};
  report.stages = {{.stage = "a", .status = graph::StageStatus::failed, .seconds = 0.5, .units_run = 10},
                   {.stage = "total", .status = graph::StageStatus::held}};
  report.published = {{.name = "total", .path = "out/total", .why_not = "held by a"}};
  report.problems = {"stage a: 1 of 10 failed, more than it may"};
  return report;
}

base::Json told(const graph::RunOptions& options, const graph::RunReport& report, double seconds = 1) {
  const graph::Plan plan = plan_of_two();
  const report::RunHead head{.plan = plan, .options = options, .run = report.run};
  const auto parsed = base::parse_json(report::ended_run_text(head, {.report = report, .seconds = seconds}));
  REQUIRE(parsed);
  return *parsed;
}

}  // namespace

TEST_CASE("run.json is valid JSON and holds what ran, the ledger and the times") {
  const base::Json run = told({.seed = 11}, report_of_two(), 2.5);
  CHECK(run["pipeline"].string() == "demo");
  CHECK(run["profile"].string() == "sample");
  CHECK(run["run"].integer() == 7);
  CHECK(run["jobs"].integer() == 4);
  CHECK(run["seed"].integer() == 11);
  CHECK(run["exit_code"].integer() == 1);
  CHECK(run["seconds"].number() == 2.5);
  REQUIRE(run["stages"].items.size() == 2);
  const base::Json& a = run["stages"].items[0];
  CHECK(a["stage"].string() == "a");
  CHECK(a["type"].string() == "numbers");
  CHECK(a["version"].integer() == 3);
  CHECK(a["build"].string() == "b1");
  CHECK(a["status"].string() == "failed");
  CHECK(a["received"].integer() == 10);
  CHECK(a["failed"].integer() == 1);
  CHECK(a["records_out"].dump() == R"({"out":9})");
  CHECK(a["drop_reasons"].dump() == R"({"a \"quoted\"\\treason":0})");
  CHECK_FALSE(a.has("held_by"));
  const base::Json& total = run["stages"].items[1];
  CHECK(total["status"].string() == "held");
  CHECK(total["held_by"].string() == "a");
  CHECK(run["edges"].dump() == R"([{"from":"a","to":"total","sent":9,"received":9}])");
  CHECK(run["published"].dump() == R"([{"name":"total","published":false,"why_not":"held by a"}])");
  CHECK(run["problems"].dump() == R"(["stage a: 1 of 10 failed, more than it may"])");
}

TEST_CASE("texts of stages are printable in run.json, and reasons that look the same are one") {
  graph::RunReport report = report_of_two();
  report.ledger.stages[0].drop_reasons = {{"a\x1b", 1}, {"a\\x1b", 2}, {"\xff", 3}};
  report.problems = {"stage a: \x1b[31mred\nnext"};
  report.published[0].why_not = "\u202ex";
  const base::Json run = told({}, report);
  CHECK(run["stages"].items[0]["drop_reasons"].dump() == R"({"\\xff":3,"a\\x1b":3})");
  CHECK(run["problems"].items[0].string() == "stage a: \\x1b[31mred\nnext");
  CHECK(run["published"].items[0]["why_not"].string() == "\\u{202e}x");
}

TEST_CASE("run.json says what was asked and with which settings, from the start on") {
  const TemporaryFolder folder;
  graph::Plan plan = plan_of_two();
  plan.stages[0].key_parts = {{"items", "10"}, {"file", "sha256:ab"}};
  plan.stages[0].params_json = R"({"items":10,"threads":2})";
  const graph::RunOptions options{.asked = R"({"only":"a"})"};
  report::RunFile file(folder.path(), {.plan = plan,
                                       .options = options,
                                       .command_line = {"demo.yaml", "--only", "a"},
                                       .folder = "/somewhere",
                                       .sets = {"a.items=10"}});
  CHECK_FALSE(file.is_begun());
  folder.write("runs/7/metrics.jsonl", "of a run in a store that was set aside");
  file.run_recorded(7);
  const auto begun = base::parse_json(read_file(folder / "runs/7/run.json"));
  REQUIRE(begun);
  CHECK((*begun)["id"].integer() == 7);
  CHECK((*begun)["status"].string() == "running");
  CHECK((*begun)["command_line"].dump() == R"(["demo.yaml","--only","a"])");
  CHECK((*begun)["set"].dump() == R"(["a.items=10"])");
  CHECK((*begun)["options"].dump() == R"({"only":"a"})");
  CHECK((*begun)["settings"]["a"].dump() ==
        R"({"type":"numbers","version":3,"build":"b1","key":{"items":10,"file":"sha256:ab"},)"
        R"("params":{"items":10,"threads":2}})");
  CHECK_FALSE(begun->has("finished"));

  REQUIRE(file.finish(report_of_two(), 2, {}, {{.stage = "a", .items = 10, .digest = "cd"}}));
  const auto ended = base::parse_json(read_file(folder / "runs/7/run.json"));
  REQUIRE(ended);
  CHECK((*ended)["status"].string() == "failed");
  CHECK((*ended)["started"] == (*begun)["started"]);
  CHECK((*ended)["settings"] == (*begun)["settings"]);
  CHECK((*ended)["inputs"].dump() == R"([{"stage":"a","items":10,"digest":"cd"}])");
  CHECK(std::distance(std::filesystem::directory_iterator(folder / "runs/7"), {}) == 1);
}

TEST_CASE("run.json holds every failure; what is passed on of it the first ones, and the same else") {
  const TemporaryFolder folder;
  const graph::Plan plan = plan_of_two();
  const graph::RunOptions options;
  report::RunFile file(folder.path(), {.plan = plan, .options = options});
  file.run_recorded(7);
  std::vector<report::RecordFailure> failures(1'000,
                                              {.stage = "a", .record = "n", .error = {.problem = "spoilt"}});
  for (std::size_t i = 500; i < failures.size(); ++i) failures[i].error.is_rejection = true;
  REQUIRE(file.finish(report_of_two(), 2, failures, {}));
  auto written = base::parse_json(read_file(folder / "runs/7/run.json"));
  REQUIRE(written);
  CHECK((*written)["failures"].items.size() == 500);
  base::Json told = file.told();
  CHECK(told["failures"].items.size() == 200);
  CHECK(told["rejects"].items.size() == 200);
  for (const char* member : {"failures", "rejects"}) {
    told.erase(member);
    written->erase(member);
  }
  CHECK(told == *written);
}

TEST_CASE("times are in UTC as RFC 3339 has them") {
  CHECK(report::utc(951'782'400'999) == "2000-02-29T00:00:00Z");
}

TEST_CASE("a run.json that cannot be written is an error that names it") {
  const TemporaryFolder folder;
  folder.write("runs", "a file where the folder should be");
  const graph::Plan plan = plan_of_two();
  const graph::RunOptions options;
  report::RunFile file(folder.path(), {.plan = plan, .options = options});
  file.run_recorded(7);
  const auto written = file.finish(report_of_two(), 1, {}, {});
  REQUIRE_FALSE(written);
  CHECK(written.error().problem == "cannot write " + (folder / "runs/7/run.json").string());
  CHECK(written.error().why == "Not a directory");
}
