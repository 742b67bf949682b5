// What no kept run needs is freed, and nothing else.
#include <limits>
#include <map>
#include <random>

#include "garbage_support.hpp"

namespace fs = std::filesystem;
using namespace flowrun::store;
using namespace flowrun::store::test;

namespace {

// Names and bytes of all files, but for what each opening of the database may touch.
std::map<std::string, std::string> files_of(const fs::path& store) {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(store)) {
    const auto name = entry.path().lexically_relative(store).string();
    if (entry.is_regular_file() && !name.ends_with("-shm") && !name.ends_with("-wal"))
      files[name] = read_file(entry.path());
  }
  return files;
}

}  // namespace

TEST_CASE("units and payloads that no kept run needs are freed, the others stay where they are") {
  const TemporaryFolder folder;
  const auto path = folder / "store";
  make_run(path, {.first = 0, .end = 200});
  const auto last = make_run(path, {.first = 150, .end = 350}).id;
  const auto data = bytes_on_disk(path / "store.data");
  const auto freed = must(Store::collect_garbage(path, {.keep = 1}));
  CHECK(freed.runs.count == 1);
  CHECK(freed.units == 150);
  CHECK(freed.payloads == 150);
  CHECK(freed.remaining.runs == 1);
  CHECK(freed.remaining.units == 200);
  CHECK(freed.remaining.payloads == 200);
  CHECK(freed.notes.empty());
  CHECK(freed.data_bytes > 150 * 5000 - 8192);
  CHECK(bytes_on_disk(path / "store.data") <= data - freed.data_bytes);
  CHECK(count_there(path, {.first = 0, .end = 150}) == 0);
  CHECK(count_there(path, {.first = 150, .end = 350}) == 200);
  CHECK_FALSE(fs::exists(path / "runs/1"));
  CHECK(fs::exists(path / "runs" / std::to_string(last) / "run.json"));
  SUBCASE("a second time there is nothing to free") {
    const auto again = must(Store::collect_garbage(path, {.keep = 1}));
    CHECK(again.bytes() == 0);
    CHECK(again.units + again.payloads + again.runs.count == 0);
    CHECK(again.remaining.units == 200);
  }
  SUBCASE("and the store goes on") {
    CHECK(make_run(path, {.first = 150, .end = 350}).fresh == 0);
    CHECK(make_run(path, {.first = 0, .end = 350}).fresh == 150);
    CHECK(count_there(path, {.first = 0, .end = 350}) == 350);
  }
}

TEST_CASE("a dry run tells the same and changes nothing") {
  const TemporaryFolder folder;
  const auto path = folder / "store";
  make_run(path, {.first = 0, .end = 100});
  make_run(path, {.first = 50, .end = 60, .size = 70'000});
  fs::create_directories(path / "tmp/left");
  const auto before = files_of(path);
  const auto told = must(Store::collect_garbage(path, {.keep = 1, .dry_run = true}));
  CHECK(files_of(path) == before);
  CHECK(fs::exists(path / "tmp/left"));
  const auto freed = must(Store::collect_garbage(path, {.keep = 1}));
  CHECK(told.units == freed.units);
  CHECK(told.payloads == freed.payloads);
  CHECK(told.data_bytes == freed.data_bytes);
  CHECK(told.database_bytes == freed.database_bytes);
  CHECK(told.runs == freed.runs);
  CHECK(told.temporary == freed.temporary);
  CHECK(told.temporary.count == 1);
  CHECK(told.remaining == freed.remaining);
}

TEST_CASE("a payload stays as long as one kept unit emits it, wherever it was stored") {
  const TemporaryFolder folder;
  const auto path = folder / "store";
  std::size_t size = 0;
  SUBCASE("in store.data") { size = 5000; }
  SUBCASE("as objects") { size = 70'000; }
  make_run(path, {.first = 0, .end = 3, .size = size});
  {
    auto store = must(Store::open(path));
    const auto run = must(store.begin_run(pipeline_start()));
    auto commit = commit_of(1, size);
    commit.key = key_of(1001);
    must(store.record_units(run, "stage", std::vector<RunUnit>{{"a", commit.key, "1", digest_of("1")}}));
    store.submit(std::move(commit));
    must(store.flush());
    must(store.record_stage(run, "stage", {.status = StageState::finished}));
    must(store.finish_run(run, 0));
  }
  const auto freed = must(Store::collect_garbage(path, {.keep = 1}));
  CHECK(freed.units == 3);
  CHECK(freed.payloads + freed.objects.count == 2);
  const auto store = must(Store::open(path));
  CHECK(must(store.find_unit(key_of(1001))));
  CHECK(must(store.read_payload(commit_of(1, size).payloads[0].digest)) ==
        *commit_of(1, size).payloads[0].bytes);
  CHECK_FALSE(must(store.has_payload(commit_of(2, size).payloads[0].digest)));
}

TEST_CASE("a damaged unit counts as absent before and after, and costs no other") {
  const TemporaryFolder folder;
  const auto path = folder / "store";
  make_run(path, {.first = 0, .end = 20});
  make_run(path, {.first = 10, .end = 30});
  damage_entry(path, key_of(15), head_size + 20);
  damage_entry(path, key_of(5), 3);  // the size in its head
  must(Store::collect_garbage(path, {.keep = 1}));
  CHECK(count_there(path, {.first = 10, .end = 30}) == 19);
  CHECK(count_there(path, {.first = 0, .end = 10}) == 0);
  CHECK(make_run(path, {.first = 10, .end = 30}).fresh == 1);
  CHECK(count_there(path, {.first = 10, .end = 30}) == 20);
}

TEST_CASE("who had the store open finds what was freed absent, and everything else") {
  const TemporaryFolder folder;
  const auto path = folder / "store";
  make_run(path, {.first = 0, .end = 200});
  make_run(path, {.first = 180, .end = 220});
  const auto reader = must(Store::open(path, {.access = Access::read_only}));
  CHECK(is_there(reader, 0));
  must(Store::collect_garbage(path, {.keep = 1}));
  CHECK(count_there(reader, {.first = 50, .end = 150}) == 0);
  CHECK(reader.read_payload(commit_of(100, 5000).payloads[0].digest).error().kind == ErrorKind::not_found);
  CHECK(count_there(reader, {.first = 180, .end = 220}) == 40);
  CHECK(reader.notes().empty());
}

TEST_CASE("what a killed run stored stays as long as the run is kept, though nobody recorded it") {
  const TemporaryFolder folder;
  const auto path = folder / "store";
  make_run(path, {.first = 0, .end = 50});
  {
    auto store = must(Store::open(path));
    (void)must(store.begin_run(pipeline_start()));
    for (int number = 50; number < 100; ++number) store.submit(commit_of(number, 5000));
    store.submit({.payloads = commit_of(100, 5000).payloads});
  }
  make_run(path, {.first = 200, .end = 250}, "other");
  const auto other = make_run(path, {.first = 240, .end = 260}, "other").id;
  must(Store::collect_garbage(path, {.keep = 1}));
  CHECK(count_there(path, {.first = 50, .end = 100}) == 50);
  CHECK(must(must(Store::open(path)).has_payload(commit_of(100, 5000).payloads[0].digest)));
  CHECK(count_there(path, {.first = 200, .end = 240}) == 0);
  // The run that goes on restores them, and then needs them itself.
  CHECK(make_run(path, {.first = 0, .end = 90}).fresh == 0);
  must(Store::collect_garbage(path, {.keep = 1}));
  CHECK(count_there(path, {.first = 0, .end = 90}) == 90);
  CHECK(count_there(path, {.first = 90, .end = 100}) == 0);
  CHECK(must(must(Store::open(path)).find_run(other)));
}

TEST_CASE("the last run in which a stage finished is kept, however old") {
  const TemporaryFolder folder;
  const auto path = folder / "store";
  const auto rare = make_run(path, {.first = 0, .end = 10}, "p", "rare").id;
  for (int round = 0; round < 3; ++round) make_run(path, {.first = 10, .end = 20});
  const auto freed = must(Store::collect_garbage(path, {.keep = 1}));
  CHECK(freed.runs.count == 2);
  CHECK(count_there(path, {.first = 0, .end = 20}) == 20);
  CHECK(must(must(Store::open(path)).last_run({.name = "p", .file = "p.yaml"}, "rare"))->id == rare);
}

TEST_CASE("runs of other pipelines go only if none is named") {
  const TemporaryFolder folder;
  const auto path = folder / "store";
  for (const char* name : {"p", "other"})
    for (int first : {0, 10}) make_run(path, {.first = first, .end = first + 10}, name);
  const PipelineId pipeline{.name = "p", .file = "p.yaml"};
  CHECK(must(Store::collect_garbage(path, {.pipeline = pipeline, .keep = 1})).runs.count == 1);
  CHECK(count_there(path, {.first = 0, .end = 20}) == 20);
  CHECK(must(Store::collect_garbage(path, {.keep = 1})).runs.count == 1);
  CHECK(count_there(path, {.first = 0, .end = 10}) == 0);
}

TEST_CASE("by age all runs go but the newest") {
  const TemporaryFolder folder;
  const auto path = folder / "store";
  for (const int first : {0, 10, 20}) make_run(path, {.first = first, .end = first + 10});
  CHECK(must(Store::collect_garbage(path, {.begun_since_ms = 1})).runs.count == 0);
  const auto never = std::numeric_limits<std::int64_t>::max();
  CHECK(must(Store::collect_garbage(path, {.begun_since_ms = never})).runs.count == 2);
  CHECK(count_there(path, {.first = 20, .end = 30}) == 10);
}

TEST_CASE("who had the store open finds what was stored after everything was freed") {
  const TemporaryFolder folder;
  const auto path = folder / "store";
  const Numbers many{
      .first = 0, .end = 5000, .size = 20};  // with their payloads enough for a run of the index
  const Numbers others{.first = 5000, .end = 10'000, .size = 20};
  make_run(path, many);
  const auto reader = must(Store::open(path, {.access = Access::read_only}));
  CHECK(is_there(reader, 0, 20));
  {
    auto store = must(Store::open(path));
    const auto run = must(store.begin_run(pipeline_start()));
    must(store.record_stage(run, "stage", {.status = StageState::finished}));
    must(store.finish_run(run, 0));
  }
  CHECK(must(Store::collect_garbage(path, {.keep = 1})).remaining.units == 0);
  make_run(path, others);
  CHECK(count_there(reader, others) == 5000);
  CHECK(count_there(reader, many) == 0);
}

TEST_CASE("after any runs and collections the newest runs restore everything") {
  std::mt19937 random(5);
  const auto draw = [&](int end) { return std::uniform_int_distribution(0, end - 1)(random); };
  const TemporaryFolder folder;
  const auto path = folder / "store";
  std::vector<Numbers> runs;
  for (int round = 0; round < 40; ++round) {
    const bool is_small = draw(4) == 0;  // units of their own: a payload of another size is another
    const int first = draw(60) + (is_small ? 1000 : 0);
    const Numbers numbers{.first = first, .end = first + 1 + draw(40), .size = is_small ? 300U : 5000U};
    make_run(path, numbers);
    runs.push_back(numbers);
    if (draw(3) != 0) continue;
    const std::size_t keep = draw(2) == 0 ? 1 : 3;
    must(Store::collect_garbage(path, {.keep = keep}));
    for (std::size_t back = 0; back < std::min(keep, runs.size()); ++back) {
      const Numbers& kept = runs[runs.size() - 1 - back];
      CHECK(count_there(path, kept) == kept.end - kept.first);
    }
    CHECK(make_run(path, numbers).fresh == 0);
    runs.push_back(numbers);
  }
}
