#include <algorithm>

#include <doctest/doctest.h>

#include <base/json.hpp>
#include <report/run_file.hpp>
#include <test_support/temporary_folder.hpp>

using namespace flowrun;
using test_support::read_file;
using test_support::TemporaryFolder;
using namespace std::chrono_literals;

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

std::vector<base::Json> json_lines(const std::filesystem::path& path) {
  std::vector<base::Json> lines;
  std::string text = read_file(path);
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    REQUIRE(end != std::string::npos);
    const auto line = base::parse_json(text.substr(0, end));
    REQUIRE(line);
    lines.push_back(*line);
    text.erase(0, end + 1);
  }
  return lines;
}

}  // namespace

TEST_CASE("run.json is valid JSON and holds what ran, the ledger and the times") {
  const TemporaryFolder folder;
  const auto path = folder / "out/demo/run.json";
  const auto written = report::write_run_file(path, plan_of_two(), {.seed = 11}, report_of_two(), 2.5);
  REQUIRE(written);
  const auto parsed = base::parse_json(read_file(path));
  REQUIRE(parsed);
  const base::Json& run = *parsed;
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
  const TemporaryFolder folder;
  graph::RunReport report = report_of_two();
  report.ledger.stages[0].drop_reasons = {{"a\x1b", 1}, {"a\\x1b", 2}, {"\xff", 3}};
  report.problems = {"stage a: \x1b[31mred\nnext"};
  report.published[0].why_not = "\u202ex";
  const auto path = folder / "run.json";
  REQUIRE(report::write_run_file(path, plan_of_two(), {}, report, 1));
  const auto run = base::parse_json(read_file(path));
  REQUIRE(run);
  CHECK((*run)["stages"].items[0]["drop_reasons"].dump() == R"({"\\xff":3,"a\\x1b":3})");
  CHECK((*run)["problems"].items[0].string() == "stage a: \\x1b[31mred\nnext");
  CHECK((*run)["published"].items[0]["why_not"].string() == "\\u{202e}x");
}

TEST_CASE("run.json replaces the one before and leaves nothing beside it") {
  const TemporaryFolder folder;
  const auto path = folder.write("run.json", "old");
  REQUIRE(report::write_run_file(path, plan_of_two(), {}, report_of_two(), 1));
  CHECK(base::parse_json(read_file(path)));
  CHECK(std::distance(std::filesystem::directory_iterator(folder.path()), {}) == 1);
}

TEST_CASE("a run.json that cannot be written is an error that names it") {
  const TemporaryFolder folder;
  folder.write("out", "a file where the folder should be");
  const auto written = report::write_run_file(folder / "out/run.json", plan_of_two(), {}, report_of_two(), 1);
  REQUIRE_FALSE(written);
  CHECK(written.error().problem == "cannot write " + (folder / "out/run.json").string());
  CHECK(written.error().why == "Not a directory");
}

TEST_CASE("each metric is one JSON line, in a file that the first one makes") {
  const TemporaryFolder folder;
  const auto path = folder / "out/run.metrics.jsonl";
  {
    report::MetricLog log(path);
    log.run_started([] { return std::vector<graph::StageAccount>(); });
    CHECK_FALSE(std::filesystem::exists(path));
    log.metric("adapter", "step \"1\"\n", "loss", 0.25, 1500ms);
    log.metric("adapter", "", "tokens/s", 1e9, 0ms);
  }
  const auto lines = json_lines(path);
  REQUIRE(lines.size() == 2);
  CHECK(lines[0]["stage"].string() == "adapter");
  CHECK(lines[0]["record"].string() == "step \"1\"\\n");
  CHECK(lines[0]["name"].string() == "loss");
  CHECK(lines[0]["value"].number() == 0.25);
  CHECK(lines[0]["seconds"].number() == 1.5);
  CHECK(lines[1]["value"].number() == 1e9);
}

TEST_CASE("the metrics of a restored unit are lines like those of one that runs") {
  const TemporaryFolder folder;
  const auto path = folder / "run.metrics.jsonl";
  report::MetricLog log(path);
  log.metric("adapter", "all", "loss", 0.5, 2500ms);
  const std::vector<store::MetricPoint> points{{"loss", 0.5, 2'500'000}, {"loss", 0.25, 3'000'000}};
  log.metrics_restored("adapter", "all", points);
  REQUIRE(log.finish());
  const auto lines = json_lines(path);
  REQUIRE(lines.size() == 3);
  CHECK(lines[1].dump() == lines[0].dump());
  CHECK(lines[2]["seconds"].number() == 3);
}

TEST_CASE("metrics that cannot be written are an error that names the file") {
  const TemporaryFolder folder;
  folder.write("out", "a file where the folder should be");
  report::MetricLog nowhere(folder / "out/run.metrics.jsonl");
  nowhere.metric("adapter", "", "loss", 0.25, 1500ms);
  const auto opened = nowhere.finish();
  REQUIRE_FALSE(opened);
  CHECK(opened.error().problem == "cannot write " + (folder / "out/run.metrics.jsonl").string());
  CHECK(opened.error().why == "Not a directory");

  report::MetricLog full("/dev/full");
  full.metric("adapter", "", "loss", 0.25, 1500ms);
  const auto written = full.finish();
  REQUIRE_FALSE(written);
  CHECK(written.error().why == "No space left on device");
}

TEST_CASE("metrics that come after the end change nothing") {
  const TemporaryFolder folder;
  report::MetricLog log(folder / "run.metrics.jsonl");
  log.metric("adapter", "", "loss", 0.25, 1500ms);
  CHECK(log.finish());
  log.metric("adapter", "", "loss", 0.125, 2ms);
  CHECK(log.finish());
  CHECK(json_lines(folder / "run.metrics.jsonl").size() == 1);
}

TEST_CASE("a run begins without the metrics of the run before") {
  const TemporaryFolder folder;
  const auto path = folder.write("run.metrics.jsonl", "{\"old\":true}\n");
  report::MetricLog log(path);
  log.run_started([] { return std::vector<graph::StageAccount>(); });
  CHECK_FALSE(std::filesystem::exists(path));
}
