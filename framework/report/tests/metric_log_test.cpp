#include <doctest/doctest.h>

#include <report/metric_log.hpp>
#include <test_support/temporary_folder.hpp>

#include "json_lines.hpp"

using namespace flowrun;
using test_support::TemporaryFolder;

TEST_CASE("each metric is one JSON line, in a file that the first one makes") {
  const TemporaryFolder folder;
  const auto path = folder / "runs/3/metrics.jsonl";
  {
    report::MetricLog log(folder.path());
    log.run_recorded(3);
    CHECK_FALSE(std::filesystem::exists(path));
    log.metric("adapter", "step \"1\"\n", "loss", 0.25);
    log.metric("adapter", "", "tokens/s", 1e9);
  }
  const auto lines = json_lines(path);
  REQUIRE(lines.size() == 2);
  CHECK(lines[0]["stage"].string() == "adapter");
  CHECK(lines[0]["record"].string() == "step \"1\"\\n");
  CHECK(lines[0]["name"].string() == "loss");
  CHECK(lines[0]["value"].number() == 0.25);
  CHECK(lines[0]["seconds"].number().value_or(-1) >= 0);
  CHECK(lines[1]["value"].number() == 1e9);
}

TEST_CASE("metrics that cannot be written are an error that names the file") {
  const TemporaryFolder folder;
  folder.write("runs", "a file where the folder should be");
  report::MetricLog nowhere(folder.path());
  nowhere.run_recorded(3);
  nowhere.metric("adapter", "", "loss", 0.25);
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
  full.metric("adapter", "", "loss", 0.25);
  const auto written = full.finish();
  REQUIRE_FALSE(written);
  CHECK(written.error().why == "No space left on device");
}

TEST_CASE("metrics that come after the end change nothing") {
  const TemporaryFolder folder;
  report::MetricLog log(folder.path());
  log.run_recorded(3);
  log.metric("adapter", "", "loss", 0.25);
  CHECK(log.finish());
  log.metric("adapter", "", "loss", 0.125);
  CHECK(log.finish());
  CHECK(json_lines(folder / "runs/3/metrics.jsonl").size() == 1);
}
