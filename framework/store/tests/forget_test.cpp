// Runs that are forgotten, alone or because they only repeated what was known.
#include <filesystem>

#include "support.hpp"

namespace fs = std::filesystem;
using namespace flowrun::store;
using namespace flowrun::store::test;

namespace {

const RunStart start{.pipeline = "p", .file = "p.yaml", .profile = "", .options = ""};
const PipelineId pipeline{.name = "p", .file = "p.yaml"};

RunUnits units_from(int first) {
  RunUnits units;
  for (int number = first; number < first + 1000; ++number)
    units.push_back({.order_key = std::to_string(10000 + number),
                     .unit = key_of(number),
                     .record_key = "record " + std::to_string(number),
                     .input = digest_of(std::to_string(number))});
  return units;
}

RunId run_with(Store& store, const fs::path& path, const RunUnits& units, std::uint64_t restored) {
  const auto run = must(store.begin_run(start));
  fs::create_directories(path / "runs" / std::to_string(run));
  must(store.record_units(run, "stage", units));
  must(store.record_stage(run, "stage",
                          {.counts = {.items = units.size(), .emitted = units.size(), .restored = restored},
                           .status = StageState::finished}));
  // Not cached: it runs each time.
  must(store.record_stage(run, "cheap",
                          {.counts = {.items = 5, .emitted = 5}, .status = StageState::finished}));
  must(store.finish_run(run, 0));
  return run;
}

}  // namespace

TEST_CASE("a forgotten run is gone with its folder, and the others have all their units") {
  const TemporaryFolder folder;
  const auto path = folder / "store";
  auto store = must(Store::open(path));
  const auto first = run_with(store, path, units_from(0), 0);
  const auto second = run_with(store, path, units_from(500), 0);
  const auto third = run_with(store, path, units_from(500), 1000);
  must(store.forget_runs(std::vector{first, second}));
  CHECK_FALSE(must(store.find_run(first)));
  CHECK(must(store.stages_of(second)).empty());
  CHECK(must(store.units_of(second, "stage")).empty());
  CHECK_FALSE(fs::exists(path / "runs" / std::to_string(first)));
  CHECK(fs::exists(path / "runs" / std::to_string(third)));
  CHECK(must(store.units_of(third, "stage")) == units_from(500));
}

TEST_CASE("the newest run cannot be forgotten, so that no number is given twice") {
  const TemporaryFolder folder;
  const auto path = folder / "store";
  auto store = must(Store::open(path));
  const auto run = run_with(store, path, units_from(0), 0);
  must(store.forget_runs(std::vector{run}));
  CHECK(must(store.find_run(run)));
  CHECK(must(store.begin_run(start)) > run);
}

TEST_CASE("a thousand runs that repeat what is known leave a store of a steady size") {
  const TemporaryFolder folder;
  const auto path = folder / "store";
  auto store = must(Store::open(path));
  const auto units = units_from(0);
  const auto first = run_with(store, path, units, 0);
  const auto repeat = [&](int times) {
    for (int i = 0; i < times; ++i) {
      run_with(store, path, units, units.size());
      must(store.forget_repeated_runs(pipeline));
    }
  };
  repeat(200);
  const auto size = fs::file_size(path / "store.db");
  repeat(800);
  CHECK(fs::file_size(path / "store.db") <= size + (std::uintmax_t{256} << 10));
  CHECK(must(store.runs(2000)).size() == 51);
  CHECK(must(store.find_run(first)));  // it did something
  CHECK(must(store.units_of(first, "stage")) == units);
}

TEST_CASE("the last run in which a stage finished stays, however old") {
  const TemporaryFolder folder;
  const auto path = folder / "store";
  auto store = must(Store::open(path));
  const auto run = must(store.begin_run(start));
  must(store.record_stage(run, "rare", {.status = StageState::finished}));
  must(store.finish_run(run, 0));
  for (int i = 0; i < 60; ++i) {
    run_with(store, path, {}, 0);
    must(store.forget_repeated_runs(pipeline));
  }
  CHECK(must(store.last_run(pipeline, "rare"))->id == run);
}
