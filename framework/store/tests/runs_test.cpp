#include <algorithm>
#include <chrono>
#include <random>

#include "support.hpp"

using namespace flowrun::store;
using namespace flowrun::store::test;

namespace {

// Big-endian, so that memcmp order is the order of the numbers.
std::string order_key(std::uint32_t position) {
  std::string key;
  for (int shift = 24; shift >= 0; shift -= 8) key += static_cast<char>(position >> shift);
  return key;
}

RunUnit unit_at(std::uint32_t position) {
  const auto number = static_cast<int>(position);
  return {.order_key = order_key(position),
          .unit = key_of(number),
          .record_key = "record " + std::to_string(position),
          .input = digest_of("input " + std::to_string(position / 2))};
}

StageRecord finished_stage() {
  return {.stage_type = "git_miner",
          .version = 3,
          .build_id = "b1",
          .key_summary = R"({"min":3})",
          .counts =
              {.items = 9, .emitted = 5, .dropped = 2, .failed = 1, .cancelled = 1, .held = 0, .restored = 4},
          .microseconds = 77,
          .status = StageState::finished};
}

}  // namespace

TEST_CASE("a run is found by its pipeline, from its start to its end and afterwards") {
  const TemporaryFolder folder;
  const RunStart start{
      .pipeline = "oxidizer", .file = "p/oxidizer.yaml", .profile = "sample", .options = "-j 2"};
  const PipelineId oxidizer{.name = start.pipeline, .file = start.file};
  RunId id = 0;
  {
    auto store = must(Store::open(folder / "store"));
    CHECK_FALSE(must(store.last_run(oxidizer)));
    id = must(store.begin_run(start));
    const auto running = must(store.last_run(oxidizer));
    REQUIRE(running);
    CHECK(running->id == id);
    CHECK(running->start == start);
    CHECK_FALSE(running->finished_ms);
    CHECK_FALSE(running->exit_code);
    must(store.finish_run(id, 0));
  }
  auto store = must(Store::open(folder / "store"));
  const auto finished = must(store.last_run(oxidizer));
  REQUIRE(finished);
  CHECK(finished->exit_code == 0);
  CHECK(finished->finished_ms >= finished->started_ms);
  const auto other = must(store.begin_run({.pipeline = "other", .file = "", .profile = "", .options = ""}));
  CHECK(other > id);
  CHECK(must(store.last_run(oxidizer))->id == id);
  const auto runs = must(store.runs(10));
  REQUIRE(runs.size() == 2);
  CHECK(runs[0].id == other);
  CHECK(must(store.runs(1)).size() == 1);
  CHECK(must(store.find_run(id))->start == start);
  CHECK_FALSE(must(store.find_run(99)));
  CHECK(store.finish_run(99, 0).error().kind == ErrorKind::not_found);
}

TEST_CASE("the last run in which a stage finished may be older than the last run") {
  const TemporaryFolder folder;
  auto store = must(Store::open(folder / "store"));
  const RunStart start{.pipeline = "p", .file = "p.yaml", .profile = "", .options = ""};
  const PipelineId p{.name = start.pipeline, .file = start.file};
  const auto first = must(store.begin_run(start));
  must(store.record_stage(first, "adapter", finished_stage()));
  const auto second = must(store.begin_run(start));
  auto failed = finished_stage();
  failed.status = StageState::failed;
  must(store.record_stage(second, "adapter", failed));
  CHECK(must(store.last_run(p))->id == second);
  CHECK(must(store.last_run(p, "adapter"))->id == first);
  CHECK_FALSE(must(store.last_run(p, "dataset")));
  must(store.record_stage(second, "adapter", finished_stage()));
  CHECK(must(store.last_run(p, "adapter"))->id == second);
}

TEST_CASE("two files that give their pipelines the same name have runs of their own") {
  const TemporaryFolder folder;
  auto store = must(Store::open(folder / "store"));
  const auto one = must(store.begin_run({.pipeline = "p", .file = "/one/p.yaml"}));
  must(store.record_stage(one, "adapter", finished_stage()));
  const auto two = must(store.begin_run({.pipeline = "p", .file = "/two/p.yaml"}));
  CHECK(must(store.last_run({.name = "p", .file = "/one/p.yaml"}))->id == one);
  CHECK(must(store.last_run({.name = "p", .file = "/two/p.yaml"}))->id == two);
  CHECK(must(store.last_run({.name = "p", .file = "/one/p.yaml"}, "adapter"))->id == one);
  CHECK_FALSE(must(store.last_run({.name = "p", .file = "/two/p.yaml"}, "adapter")));
}

TEST_CASE("the runs of a pipeline are listed newest first, without those of others") {
  const TemporaryFolder folder;
  auto store = must(Store::open(folder / "store"));
  const auto one = must(store.begin_run({.pipeline = "p", .file = "/p.yaml"}));
  must(store.begin_run({.pipeline = "q", .file = "/p.yaml"}));
  const auto two = must(store.begin_run({.pipeline = "p", .file = "/p.yaml"}));
  const PipelineId pipeline{.name = "p", .file = "/p.yaml"};
  const auto all = must(store.runs(pipeline, 10));
  REQUIRE(all.size() == 2);
  CHECK(all[0].id == two);
  CHECK(all[1].id == one);
  CHECK(must(store.runs(pipeline, 1)).size() == 1);
}

TEST_CASE("stages of a run come back in the order of their first record, with their latest state") {
  const TemporaryFolder folder;
  auto store = must(Store::open(folder / "store"));
  const auto run = must(store.begin_run({}));
  must(store.record_stage(run, "sessions", {}));
  must(store.record_units(run, "commits", {}));
  must(store.record_stage(run, "sessions", finished_stage()));
  const auto stages = must(store.stages_of(run));
  REQUIRE(stages.size() == 2);
  CHECK(stages[0].stage == "sessions");
  CHECK(stages[0].run == finished_stage());
  CHECK(stages[1].stage == "commits");
  CHECK(stages[1].run.status == StageState::running);
  CHECK(must(store.stage_of(run, "sessions")) == finished_stage());
  CHECK_FALSE(must(store.stage_of(run, "other")));
}

TEST_CASE("units of a stage come back in the order of their keys, however they were recorded") {
  const TemporaryFolder folder;
  auto store = must(Store::open(folder / "store"));
  const auto run = must(store.begin_run({}));
  std::vector<RunUnit> units;
  for (std::uint32_t i = 0; i < 10'000; ++i) units.push_back(unit_at(i * 7));
  auto shuffled = units;
  std::ranges::shuffle(shuffled, std::mt19937(1));
  const auto half = std::span(shuffled).first(5000);
  must(store.record_units(run, "commits", half));
  must(store.record_units(run, "commits", shuffled));  // again: nothing doubles
  must(store.record_stage(run, "commits", finished_stage()));
  CHECK(must(store.units_of(run, "commits")) == units);
  CHECK(must(store.units_of(run, "sessions")).empty());
  CHECK(must(store.units_of(run + 1, "commits")).empty());
}

TEST_CASE("runs with the same units have the same digest of them, others another") {
  const TemporaryFolder folder;
  auto store = must(Store::open(folder / "store"));
  const auto run_with = [&](std::uint32_t count) {
    const auto run = must(store.begin_run({.pipeline = "p"}));
    std::vector<RunUnit> units;
    for (std::uint32_t i = 0; i < count; ++i) units.push_back(unit_at(i));
    must(store.record_units(run, "a", units));
    must(store.record_stage(run, "a", finished_stage()));
    return must(store.digest_of_units(run, "a"));
  };
  const Digest one = run_with(2000);
  CHECK(run_with(2000) == one);
  CHECK(run_with(1999) != one);
}

TEST_CASE("a run that repeats the units of another does not grow the store") {
  const TemporaryFolder folder;
  std::vector<RunUnit> units;
  for (std::uint32_t i = 0; i < 20'000; ++i) units.push_back(unit_at(i));
  const auto record = [&](unsigned seed) {
    auto shuffled = units;
    std::ranges::shuffle(shuffled, std::mt19937(seed));
    auto store = must(Store::open(folder / "store"));
    const auto run = must(store.begin_run({.pipeline = "p"}));
    for (std::size_t next = 0; next < shuffled.size(); next += 5000)
      must(store.record_units(run, "commits", std::span(shuffled).subspan(next, 5000)));
    must(store.record_stage(run, "commits", finished_stage()));
    must(store.finish_run(run, 0));
    CHECK(must(store.units_of(run, "commits")) == units);
  };
  record(1);
  const auto size = std::filesystem::file_size(folder / "store/store.db");
  for (const unsigned seed : {2U, 3U, 4U}) record(seed);
  CHECK(std::filesystem::file_size(folder / "store/store.db") <= size + 16'384);

  // One unit changed: the others are still shared, and every run keeps its own.
  const auto before = units;
  units[7'000].input = digest_of("another");
  record(5);
  CHECK(std::filesystem::file_size(folder / "store/store.db") <= size + 400'000);
  auto store = must(Store::open(folder / "store"));
  CHECK(must(store.units_of(1, "commits")) == before);
  CHECK(must(store.units_of(5, "commits")) == units);
}

TEST_CASE("units of a stage that was never recorded are kept when the store is closed") {
  const TemporaryFolder folder;
  const std::vector<RunUnit> units = {unit_at(1), unit_at(2)};
  RunId run = 0;
  {
    auto store = must(Store::open(folder / "store"));
    run = must(store.begin_run({}));
    must(store.record_units(run, "commits", units));
  }
  CHECK(must(must(Store::open(folder / "store")).units_of(run, "commits")) == units);
}

TEST_CASE("more units of a run than memory should hold are all kept") {
  const TemporaryFolder folder;
  std::vector<RunUnit> units;
  for (std::uint32_t i = 0; i < 300'000; ++i)
    units.push_back(
        {.order_key = order_key(i), .unit = key_of(static_cast<int>(i)), .record_key = {}, .input = {}});
  auto store = must(Store::open(folder / "store"));
  const auto run = must(store.begin_run({}));
  for (std::size_t next = 0; next < units.size(); next += 50'000)
    must(store.record_units(run, "commits", std::span(units).subspan(next, 50'000)));
  CHECK(must(store.units_of(run, "commits")) == units);
  must(store.record_stage(run, "commits", finished_stage()));
  CHECK(must(store.units_of(run, "commits")) == units);
}

TEST_CASE("units that come after a stage was recorded are added to it") {
  const TemporaryFolder folder;
  auto store = must(Store::open(folder / "store"));
  const auto run = must(store.begin_run({}));
  const std::vector<RunUnit> units = {unit_at(1), unit_at(2), unit_at(3)};
  must(store.record_units(run, "commits", std::span(units).last(2)));
  must(store.record_stage(run, "commits", finished_stage()));
  must(store.record_units(run, "commits", std::span(units).first(2)));
  CHECK(must(store.units_of(run, "commits")) == units);
  must(store.record_stage(run, "commits", finished_stage()));
  CHECK(must(store.units_of(run, "commits")) == units);
}

TEST_CASE("two units may share an order key, and an order key may be empty") {
  const TemporaryFolder folder;
  auto store = must(Store::open(folder / "store"));
  const auto run = must(store.begin_run({}));
  std::vector<RunUnit> units = {unit_at(1), unit_at(2)};
  units[0].order_key = units[1].order_key = "";
  must(store.record_units(run, "curated", units));
  CHECK(must(store.units_of(run, "curated")).size() == 2);
}

TEST_CASE("lineage leads from a record to the unit that made it and to those that took it") {
  const TemporaryFolder folder;
  auto store = must(Store::open(folder / "store"));
  const auto commit = commit_of(4);
  const auto record = commit.record->outputs[0].digest;
  store.submit(commit);
  auto same_output = commit_of(4);
  same_output.key = key_of(5);
  store.submit(same_output);
  must(store.flush());
  const auto run = must(store.begin_run({}));
  const RunUnit producer{
      .order_key = "1", .unit = commit.key, .record_key = "src", .input = digest_of("src")};
  const RunUnit consumer{.order_key = "1", .unit = key_of(9), .record_key = "record 4", .input = record};
  must(store.record_units(run, "commits", std::span(&producer, 1)));
  must(store.record_units(run, "curated", std::span(&consumer, 1)));

  auto producers = must(store.producers_of(record));
  std::vector expected = {commit.key, same_output.key};
  std::ranges::sort(expected);
  CHECK(producers == expected);
  const auto places = must(store.places_of(run, commit.key));
  REQUIRE(places.size() == 1);
  CHECK(places[0].stage == "commits");
  CHECK(places[0].unit == producer);
  const auto consumers = must(store.consumers_of(run, record));
  REQUIRE(consumers.size() == 1);
  CHECK(consumers[0].stage == "curated");
  CHECK(consumers[0].unit == consumer);
  CHECK(must(store.consumers_of(run + 1, record)).empty());
  CHECK(must(store.producers_of(digest_of("nothing"))).empty());
}

TEST_CASE("published places are remembered, the last one counts") {
  const TemporaryFolder folder;
  auto store = must(Store::open(folder / "store"));
  CHECK_FALSE(must(store.published_digest("out/p/dataset")));
  must(store.remember_published("out/p/dataset", digest_of("1")));
  must(store.remember_published("out/p/dataset", digest_of("2")));
  CHECK(must(store.published_digest("out/p/dataset")) == digest_of("2"));
}

TEST_CASE("the store remembers digests of files that were left alone") {
  const TemporaryFolder folder;
  write_file(folder / "weights", "w1");
  auto store = must(Store::open(folder / "store"));
  const DigestOptions options{.memory = &store.file_memory(), .settled_after = std::chrono::nanoseconds(0)};
  const auto digest = must(digest_path(folder / "weights", options));
  must(store.flush());
  // What the memory says is believed: a planted digest comes back.
  struct Spy : FileMemory {
    std::optional<Digest> recall(const FileIdentity& file) override { return seen = file, std::nullopt; }
    void remember(const FileIdentity&, const Digest&) override {}
    FileIdentity seen;
  } spy;
  (void)must(digest_path(folder / "weights", {.memory = &spy}));
  CHECK(store.file_memory().recall(spy.seen) == digest);
  auto other = spy.seen;
  ++other.changed_ns;
  CHECK_FALSE(store.file_memory().recall(other));
  store.file_memory().remember(spy.seen, digest_of("planted"));
  must(store.flush());
  CHECK(must(digest_path(folder / "weights", options)) == digest_of("planted"));
}
