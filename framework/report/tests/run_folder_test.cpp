#include <doctest/doctest.h>

#include <report/run_folder.hpp>
#include <report/run_request.hpp>
#include <test_support/temporary_folder.hpp>

using namespace flowrun;
using test_support::read_file;
using test_support::TemporaryFolder;

TEST_CASE("the results show the same bytes as the run's folder, and nothing of the run before") {
  const TemporaryFolder folder;
  folder.write("store/runs/7/run.json", "{}\n");
  folder.write("store/runs/7/metrics.jsonl", "{\"loss\":1}\n");
  folder.write("out/run.json", "old");
  REQUIRE(report::show_run(report::run_folder(folder / "store", 7), folder / "out"));
  CHECK(read_file(folder / "out/run.json") == "{}\n");
  CHECK(read_file(folder / "out/run.metrics.jsonl") == "{\"loss\":1}\n");

  folder.write("store/runs/8/run.json", "{\"id\":8}\n");
  REQUIRE(report::show_run(report::run_folder(folder / "store", 8), folder / "out"));
  CHECK(read_file(folder / "out/run.json") == "{\"id\":8}\n");
  CHECK_FALSE(std::filesystem::exists(folder / "out/run.metrics.jsonl"));
}

TEST_CASE("results that cannot be written are an error that names the file") {
  const TemporaryFolder folder;
  folder.write("store/runs/7/run.json", "{}\n");
  folder.write("out", "a file where the folder should be");
  const auto shown = report::show_run(report::run_folder(folder / "store", 7), folder / "out/demo");
  REQUIRE_FALSE(shown);
  CHECK(shown.error().problem == "cannot write " + (folder / "out/demo/run.json").string());
  CHECK(shown.error().why == "Not a directory");
}

TEST_CASE("what was asked of a run is kept without the defaults, and read back as words") {
  CHECK(report::request_json("", {}, {}) == "{}");
  graph::RunOptions options{.seed = 5, .only = "adapter", .retry_all = true};
  options.force = {"a", "b"};
  const std::string json = report::request_json("sample", {"x=1"}, options);
  CHECK(json ==
        R"({"only":"adapter","force":["a","b"],"retry":true,"profile":"sample","set":["x=1"],"seed":5})");
  CHECK(report::request_words(json) ==
        "--only adapter --force a --force b --retry --profile sample --set x=1 --seed 5");
  CHECK(report::request_words("-j 2").empty());
}
