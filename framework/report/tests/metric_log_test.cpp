#include <doctest/doctest.h>

#include <report/metric_log.hpp>
#include <test_support/temporary_folder.hpp>

#include "json_lines.hpp"

using namespace flowrun;
using test_support::TemporaryFolder;
using namespace std::chrono_literals;

TEST_CASE("each metric is one JSON line, in a file that the first one makes") {
  const TemporaryFolder folder;
  const auto path = folder / "runs/3/metrics.jsonl";
  {
    report::MetricLog log(folder.path());
    log.run_recorded(3);
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
  report::MetricLog log(folder.path());
  log.run_recorded(3);
  log.metric("adapter", "all", "loss", 0.5, 2500ms);
  const std::vector<store::MetricPoint> points{{"loss", 0.5, 2'500'000}, {"loss", 0.25, 3'000'000}};
  log.metrics_restored("adapter", "all", points);
  REQUIRE(log.finish());
  const auto lines = json_lines(folder / "runs/3/metrics.jsonl");
  REQUIRE(lines.size() == 3);
  CHECK(lines[1].dump() == lines[0].dump());
  CHECK(lines[2]["seconds"].number() == 3);
}

TEST_CASE("metrics that cannot be written are an error that names the file") {
  const TemporaryFolder folder;
  folder.write("runs", "a file where the folder should be");
  report::MetricLog nowhere(folder.path());
  nowhere.run_recorded(3);
  nowhere.metric("adapter", "", "loss", 0.25, 1500ms);
  const auto opened = nowhere.finish();
  REQUIRE_FALSE(opened);
  CHECK(opened.error().problem == "cannot write " + (folder / "runs/3/metrics.jsonl").string());
  CHECK(opened.error().why == "Not a directory");
}

TEST_CASE("a full disk is an error of the metrics") {
  const TemporaryFolder folder;
  std::filesystem::create_directories(folder / "runs/3");
  std::filesystem::create_symlink("/dev/full", folder / "runs/3/metrics.jsonl");
  report::MetricLog full(folder.path());
  full.run_recorded(3);
  full.metric("adapter", "", "loss", 0.25, 1500ms);
  const auto written = full.finish();
  REQUIRE_FALSE(written);
  CHECK(written.error().why == "No space left on device");
}

TEST_CASE("metrics that come after the end change nothing") {
  const TemporaryFolder folder;
  report::MetricLog log(folder.path());
  log.run_recorded(3);
  log.metric("adapter", "", "loss", 0.25, 1500ms);
  CHECK(log.finish());
  log.metric("adapter", "", "loss", 0.125, 2ms);
  CHECK(log.finish());
  CHECK(json_lines(folder / "runs/3/metrics.jsonl").size() == 1);
}
