// What is freed beside units and payloads, and stores of which nothing is freed.
#include <fcntl.h>

#include "garbage_support.hpp"
#include "store/working_use.hpp"

namespace fs = std::filesystem;
using namespace flowrun::store;
using namespace flowrun::store::test;

namespace {

void make_old(const fs::path& file) {
  const timespec times[] = {{.tv_sec = 1'000'000'000, .tv_nsec = 0}, {.tv_sec = 1'000'000'000, .tv_nsec = 0}};
  REQUIRE(::utimensat(AT_FDCWD, file.c_str(), times, 0) == 0);
}

}  // namespace

TEST_CASE("of folders beside the data those go that nobody used for long, and what was set aside") {
  const TemporaryFolder folder;
  const auto path = folder / "store";
  make_run(path, {.first = 0, .end = 10});
  for (const auto* name : {"work/old", "work/new", "shared/old", "shared/new"}) {
    fs::create_directories(path / name);
    write_file(path / name / "file", std::string(10'000, 'x'));
    if (std::string(name).ends_with("/new")) continue;
    make_old(path / name / "file");
    make_old(path / name);
  }
  for (const auto* name : {"store.db.old-1", "store.db.old-1-data", "store.db.corrupt-12-wal"})
    write_file(path / name, "set aside");
  fs::create_directories(path / "runs/77");
  write_file(path / "store.db.mine", "no business of ours");
  const auto freed = must(Store::collect_garbage(path, {}));
  CHECK(freed.working_folders.count == 1);
  CHECK(freed.shared_folders.count == 1);
  CHECK(freed.shared_folders.bytes >= 10'000);
  CHECK(freed.set_aside.count == 3);
  for (const auto* gone : {"work/old", "shared/old", "store.db.old-1", "store.db.old-1-data", "runs/77"})
    CHECK_FALSE(fs::exists(path / gone));
  for (const auto* there : {"work/new/file", "shared/new/file", "store.db.mine"})
    CHECK(fs::exists(path / there));
  CHECK(must(Store::collect_garbage(path, {.idle = std::chrono::seconds(-10)})).shared_folders.count == 1);
  CHECK_FALSE(fs::exists(path / "work/new"));
}

TEST_CASE("a working folder goes when its stage has finished without it since") {
  const TemporaryFolder folder;
  const auto path = folder / "store";
  const auto work = [&](const char* name, RunId run, const char* stage) {
    fs::create_directories(path / "work" / name);
    write_file(path / "work" / name / "file", std::string(10'000, 'x'));
    note_use(path / "work" / name, run, stage);
  };
  const RunId first = make_run(path, {.first = 0, .end = 1}).id;
  const RunId other = make_run(path, {.first = 0, .end = 1}, "another").id;
  const RunId last = make_run(path, {.first = 1, .end = 2}).id;
  work("abandoned", first, "stage");
  work("of_now", last, "stage");
  work("never_finished", first, "another stage");
  work("of_another", other, "stage");
  work("of_no_run", 99, "stage");
  fs::create_directories(path / "work" / "without_note");
  for (const bool dry_run : {true, false}) {
    const auto freed = must(Store::collect_garbage(path, {.dry_run = dry_run}));
    CHECK(freed.working_folders.count == 1);
    CHECK(freed.working_folders.bytes >= 10'000);
    CHECK(fs::exists(path / "work/abandoned") == dry_run);
  }
  CHECK_FALSE(fs::exists(path / "work/abandoned.used"));
  for (const auto* there : {"of_now", "never_finished", "of_another", "of_no_run", "without_note"})
    CHECK(fs::exists(path / "work" / there));
  CHECK(must(Store::collect_garbage(path, {})).working_folders.count == 0);
}

TEST_CASE("the database shrinks when runs go") {
  const TemporaryFolder folder;
  const auto path = folder / "store";
  for (int round = 0; round < 5; ++round)
    make_run(path, {.first = round * 2000, .end = (round + 1) * 2000, .size = 20});
  const auto size = fs::file_size(path / "store.db");
  const auto freed = must(Store::collect_garbage(path, {.keep = 1}));
  CHECK(fs::file_size(path / "store.db") < size / 2);
  CHECK(freed.database_bytes > size / 3);
  CHECK(count_there(path, {.first = 8000, .end = 10'000, .size = 20}) == 2000);
}

TEST_CASE("a store that is not there is not made, and one that is in use is left alone") {
  const TemporaryFolder folder;
  const auto path = folder / "store";
  for (const bool dry_run : {true, false})
    CHECK(Store::collect_garbage(path, {.dry_run = dry_run}).error().kind == ErrorKind::not_found);
  CHECK_FALSE(fs::exists(path));
  const auto store = must(Store::open(path));
  CHECK(Store::collect_garbage(path, {}).error().kind == ErrorKind::in_use);
  CHECK(must(Store::collect_garbage(path, {.dry_run = true})).units == 0);
}

TEST_CASE("nothing is freed of a store that turns out to be damaged") {
  const TemporaryFolder folder;
  const auto path = folder / "store";
  make_run(path, {.first = 0, .end = 300, .size = 70'000});
  fs::remove(path / "clean");
  auto database = read_file(path / "store.db");
  const auto spoil = [&](std::size_t first_page, std::size_t count) {
    std::fill_n(database.begin() + static_cast<std::ptrdiff_t>(4096 * first_page), 4096 * count, 'x');
    write_file(path / "store.db", database);
  };
  bool is_set_aside = false;
  SUBCASE("at the first look") { spoil(1, database.size() / 4096 - 1); }
  SUBCASE("when it is opened for writing") {
    spoil(database.size() / 4096 - 1, 1);
    is_set_aside = true;
  }
  const auto freed = Store::collect_garbage(path, {.keep = 1});
  REQUIRE_FALSE(freed);
  CHECK(freed.error().kind == ErrorKind::store_corrupt);
  CHECK(fs::exists(path / "store.db.corrupt-1") == is_set_aside);
  CHECK(fs::exists(path / "objects"));
  CHECK(fs::exists(path / "runs/1/run.json"));
}
