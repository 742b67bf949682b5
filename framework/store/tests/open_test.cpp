#include <functional>

#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support.hpp"

namespace fs = std::filesystem;
using namespace flowrun::store;
using namespace flowrun::store::test;

namespace {

// Runs `body` in a forked process and returns its exit code.
int in_another_process(const std::function<int()>& body) {
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) ::_exit(body());
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

// Root may write anywhere: permissions can be tested only as somebody else.
void become_ordinary_user() {
  if (::geteuid() == 0 && (::setgid(65534) != 0 || ::setuid(65534) != 0)) ::_exit(99);
}

void make_store_with_a_unit(const fs::path& path) { must(Store::open(path)).submit(commit_of(1)); }

void set_format(const fs::path& store, int version) {
  sqlite3* database = nullptr;
  REQUIRE(sqlite3_open((store / "store.db").c_str(), &database) == SQLITE_OK);
  const auto sql = "PRAGMA user_version = " + std::to_string(version);
  CHECK(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(database);
}

Error error_of(Result<Store> store) {
  REQUIRE_FALSE(store);
  CHECK_FALSE(store.error().problem.empty());
  CHECK_FALSE(store.error().what_to_do.empty());
  return store.error();
}

}  // namespace

TEST_CASE("opening makes the store and the folders above it") {
  const TemporaryFolder folder;
  const auto store = must(Store::open(folder / "a/b/store"));
  CHECK(fs::exists(folder / "a/b/store/store.db"));
  CHECK(store.notes().empty());
}

TEST_CASE("a store that is not there cannot be read, and is not made") {
  const TemporaryFolder folder;
  CHECK(error_of(Store::open(folder / "none", {.access = Access::read_only})).kind == ErrorKind::not_found);
  CHECK_FALSE(fs::exists(folder / "none"));
}

TEST_CASE("a file where the store should be is a clear error") {
  const TemporaryFolder folder;
  write_file(folder / "file", "x");
  CHECK(error_of(Store::open(folder / "file")).kind == ErrorKind::unsupported);
  CHECK(error_of(Store::open(folder / "file/below")).why.contains("Not a directory"));
  CHECK(read_file(folder / "file") == "x");
}

TEST_CASE("a folder that is no store and not empty is refused, and stays as it is") {
  const TemporaryFolder folder;
  SUBCASE("with names that a store has, too") { write_file(folder / "project/tmp/mine", "x"); }
  SUBCASE("with a lock of its own") { write_file(folder / "project/lock", "x"); }
  write_file(folder / "project/work.txt", "x");
  const auto error = error_of(Store::open(folder / "project"));
  CHECK(error.kind == ErrorKind::unsupported);
  CHECK(error.why.contains("it is no store, and holds "));
  CHECK(error.why.contains("work.txt"));
  CHECK(error.what_to_do.contains("--store DIR"));
  CHECK(read_file(folder / "project/work.txt") == "x");
  CHECK_FALSE(fs::exists(folder / "project/store.db"));
}

TEST_CASE("a folder named tmp alone does not make a store") {
  const TemporaryFolder folder;
  write_file(folder / "project/tmp/mine", "x");
  CHECK(error_of(Store::open(folder / "project")).why == "it is no store, and holds tmp");
  CHECK(read_file(folder / "project/tmp/mine") == "x");
}

TEST_CASE("an empty folder becomes a store, and so does what a killed process left of a new one") {
  const TemporaryFolder folder;
  fs::create_directories(folder / "empty");
  (void)must(Store::open(folder / "empty"));
  write_file(folder / "begun/lock", "123\n");
  write_file(folder / "begun/tmp/store.db", "half");
  (void)must(Store::open(folder / "begun"));
  CHECK_FALSE(fs::exists(folder / "begun/tmp/store.db"));
}

TEST_CASE("one process writes, and a second is told which") {
  const TemporaryFolder folder;
  const auto store = must(Store::open(folder / "store"));
  const auto own = error_of(Store::open(folder / "store"));
  CHECK(own.kind == ErrorKind::in_use);
  CHECK(own.why.contains("this process"));
  const auto parent = "process " + std::to_string(::getpid());
  CHECK(in_another_process([&] {
          const auto second = Store::open(folder / "store");
          if (second || second.error().kind != ErrorKind::in_use) return 1;
          return second.error().why.contains(parent) ? 0 : 2;
        }) == 0);
}

TEST_CASE("the lock ends with the process that held it") {
  const TemporaryFolder folder;
  CHECK(in_another_process([&] {
          const auto store = Store::open(folder / "store");
          return store ? 7 : 1;  // leaves without closing the store
        }) == 7);
  make_store_with_a_unit(folder / "store");
}

TEST_CASE("readers in other processes see what is committed while the store is being written") {
  const TemporaryFolder folder;
  (void)must(Store::open(folder / "store"));
  int ready[2];
  REQUIRE(::pipe(ready) == 0);
  const pid_t child = ::fork();
  if (child == 0) {
    const auto reader = Store::open(folder / "store", {.access = Access::read_only});
    char byte = 0;
    if (!reader || ::read(ready[0], &byte, 1) != 1) ::_exit(1);
    ::_exit(reader->find_unit(key_of(1)).value_or(std::nullopt) == commit_of(1).record ? 0 : 2);
  }
  auto store = must(Store::open(folder / "store"));
  store.submit(commit_of(1));
  must(store.flush());
  REQUIRE(::write(ready[1], "x", 1) == 1);
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK((WIFEXITED(status) && WEXITSTATUS(status) == 0));
  for (const int end : {ready[0], ready[1]}) ::close(end);
}

TEST_CASE("a folder without permission to write is a clear error, and can still be read") {
  const TemporaryFolder folder;
  fs::permissions(folder.path(), fs::perms(0755));
  make_store_with_a_unit(folder / "store");
  fs::permissions(folder / "store/lock", fs::perms(0444));
  fs::permissions(folder / "store", fs::perms(0555));
  CHECK(in_another_process([&] {
          become_ordinary_user();
          const auto writer = Store::open(folder / "store");
          if (writer || writer.error().kind != ErrorKind::no_permission) return 1;
          const auto elsewhere = Store::open(folder / "store/new");
          if (elsewhere || elsewhere.error().kind != ErrorKind::no_permission) return 2;
          const auto reader = Store::open(folder / "store", {.access = Access::read_only});
          if (!reader) return 3;
          return reader->find_unit(key_of(1)).value_or(std::nullopt) == commit_of(1).record ? 0 : 4;
        }) == 0);
  fs::permissions(folder / "store", fs::perms(0755));
}

TEST_CASE("a store of a newer format is left alone") {
  const TemporaryFolder folder;
  make_store_with_a_unit(folder / "store");
  set_format(folder / "store", 99);
  for (const auto access : {Access::read_write, Access::read_only}) {
    const auto error = error_of(Store::open(folder / "store", {.access = access}));
    CHECK(error.kind == ErrorKind::newer_format);
    CHECK(error.why.contains("99"));
  }
  set_format(folder / "store", 4);
  CHECK(must(must(Store::open(folder / "store")).find_unit(key_of(1))));
}

TEST_CASE("a store of an older format is set aside with a note") {
  const TemporaryFolder folder;
  make_store_with_a_unit(folder / "store");
  set_format(folder / "store", 1);
  CHECK(error_of(Store::open(folder / "store", {.access = Access::read_only})).kind ==
        ErrorKind::older_format);
  const auto store = must(Store::open(folder / "store"));
  REQUIRE(store.notes().size() == 1);
  CHECK(store.notes()[0].contains("store.db.old-1"));
  CHECK(fs::exists(folder / "store/store.db.old-1"));
  CHECK(fs::exists(folder / "store/store.db.old-1-data"));
  CHECK_FALSE(must(store.find_unit(key_of(1))));
}

TEST_CASE("what is no database of ours is set aside with a note, each time under a new name") {
  const TemporaryFolder folder;
  make_store_with_a_unit(folder / "store");
  const auto file = folder / "store/store.db";
  for (const auto* damage :
       {"", "short", "SQLite format 3", "a text that is longer than the header of a database"}) {
    CAPTURE(damage);
    write_file(file, std::string(damage) + (*damage ? std::string(4096, 'x') : ""));
    CHECK(error_of(Store::open(folder / "store", {.access = Access::read_only})).kind ==
          ErrorKind::store_corrupt);
    auto store = must(Store::open(folder / "store"));
    REQUIRE(store.notes().size() == 1);
    CHECK(store.notes()[0].contains("set aside as store.db.corrupt-"));
    store.submit(commit_of(2));
    must(store.flush());
    CHECK(must(store.find_unit(key_of(2))));
  }
  for (const auto* name : {"1", "2", "3", "4"})
    CHECK(fs::exists(folder / "store" / ("store.db.corrupt-" + std::string(name))));
}

TEST_CASE("a folder with a database of somebody else is refused, and stays as it is") {
  const TemporaryFolder folder;
  const auto project = folder / "project";
  write_file(project / "tmp/mine", "x");
  SUBCASE("alone") {}
  SUBCASE("with files of theirs") { write_file(project / "notes.txt", "x"); }
  SUBCASE("where everything has names that a store has, too") { write_file(project / "lock", "123\n"); }
  sqlite3* database = nullptr;
  REQUIRE(sqlite3_open((project / "store.db").c_str(), &database) == SQLITE_OK);
  REQUIRE(sqlite3_exec(database, "CREATE TABLE mine(x)", nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(database);
  const auto before = read_file(project / "store.db");
  for (const auto access : {Access::read_write, Access::read_only}) {
    const auto error = error_of(Store::open(project, {.access = access}));
    CHECK(error.kind == ErrorKind::unsupported);
    CHECK(error.why == "its store.db is a database of another program");
    CHECK(error.what_to_do.contains("--store DIR"));
  }
  CHECK(read_file(project / "store.db") == before);
  CHECK(read_file(project / "tmp/mine") == "x");
  CHECK_FALSE(fs::exists(project / "store.db.corrupt-1"));
}

TEST_CASE("a file store.db that is no database does not make a store of a folder") {
  const TemporaryFolder folder;
  write_file(folder / "project/store.db", std::string(4096, 'x'));
  write_file(folder / "project/tmp/mine", "x");
  SUBCASE("alone") {}
  SUBCASE("with files of theirs") { write_file(folder / "project/lock.txt", "x"); }
  const auto error = error_of(Store::open(folder / "project"));
  CHECK(error.kind == ErrorKind::unsupported);
  CHECK(error.why.contains("not a database, and it holds "));
  CHECK(fs::exists(folder / "project/store.db"));
  CHECK(read_file(folder / "project/tmp/mine") == "x");
}

TEST_CASE("names that only begin as a store's do not make a store") {
  for (const auto* name : {"store.db.bak", "store.dbx", "store.db.corrupt-", "store.db.old-1-journal"}) {
    CAPTURE(name);
    const TemporaryFolder folder;
    write_file(folder / "project" / name, "x");
    write_file(folder / "project/lock", "x");
    write_file(folder / "project/tmp/mine", "x");
    CHECK(error_of(Store::open(folder / "project")).kind == ErrorKind::unsupported);
    CHECK(read_file(folder / "project/lock") == "x");
    CHECK(read_file(folder / "project/tmp/mine") == "x");
  }
}

TEST_CASE("a database without a byte is nobody's, and shuts nobody out") {
  const TemporaryFolder folder;
  write_file(folder / "store/store.db", "");
  CHECK(Store::open(folder / "store"));
  write_file(folder / "other/store.db", "");
  write_file(folder / "other/mine", "x");
  CHECK(error_of(Store::open(folder / "other")).kind == ErrorKind::unsupported);
}

TEST_CASE("a store that lost its database is a store, whatever was set aside or noted in it") {
  const TemporaryFolder folder;
  make_store_with_a_unit(folder / "store");
  (void)must(Store::set_aside(folder / "store"));
  for (const auto* name : {"died", "store.db.old-12", "store.db.old-12-wal", "store.db.corrupt-1-shm"})
    write_file(folder / "store" / name, "x");
  (void)must(Store::open(folder / "store"));
}

TEST_CASE("a stray file does not shut anybody out of a healthy store") {
  const TemporaryFolder folder;
  make_store_with_a_unit(folder / "store");
  write_file(folder / "store/.DS_Store", "x");
  CHECK(must(must(Store::open(folder / "store")).find_unit(key_of(1))));
  set_format(folder / "store", 1);
  CHECK(must(Store::open(folder / "store")).notes().size() == 1);
}

TEST_CASE("a log without its database is not replayed into a new one") {
  const TemporaryFolder folder;
  (void)must(Store::open(folder / "store"));
  // A killed writer leaves its log behind.
  CHECK(in_another_process([&] {
          auto store = Store::open(folder / "store");
          if (!store) return 1;
          store->submit(commit_of(1));
          if (!store->flush()) return 2;
          ::_exit(0);
        }) == 0);
  REQUIRE(fs::file_size(folder / "store/store.db-wal") > 0);
  fs::remove(folder / "store/store.db");
  const auto store = must(Store::open(folder / "store"));
  CHECK(store.notes().size() == 1);
  CHECK_FALSE(must(store.find_unit(key_of(1))));
}

TEST_CASE("set_aside moves a database out of the way of a closed store") {
  const TemporaryFolder folder;
  {
    const auto store = must(Store::open(folder / "store"));
    const auto too_early = Store::set_aside(folder / "store");
    REQUIRE_FALSE(too_early);
    CHECK(too_early.error().kind == ErrorKind::in_use);
  }
  CHECK(must(Store::set_aside(folder / "store")).contains("store.db.corrupt-1"));
  CHECK(must(Store::open(folder / "store")).notes().empty());
}

TEST_CASE("leftovers of killed processes are removed when the store is opened") {
  const TemporaryFolder folder;
  make_store_with_a_unit(folder / "store");
  write_file(folder / "store/tmp/123-0/half", "x");
  const auto store = must(Store::open(folder / "store"));
  CHECK_FALSE(fs::exists(folder / "store/tmp/123-0"));
}

TEST_CASE("bytes that a killed process left behind the committed ones are cut off") {
  const TemporaryFolder folder;
  make_store_with_a_unit(folder / "store");
  const auto data = read_file(folder / "store/store.data");
  write_file(folder / "store/store.data", data + std::string(100'000, 'x'));
  auto store = must(Store::open(folder / "store"));
  CHECK(read_file(folder / "store/store.data") == data);
  store.submit(commit_of(2));
  must(store.flush());
  for (const int number : {1, 2}) CHECK(must(store.find_unit(key_of(number))) == commit_of(number).record);
  CHECK(store.notes().empty());
}

TEST_CASE("a store whose data file is gone opens, and holds nothing") {
  const TemporaryFolder folder;
  make_store_with_a_unit(folder / "store");
  fs::remove(folder / "store/store.data");
  {
    const auto reader = must(Store::open(folder / "store", {.access = Access::read_only}));
    CHECK_FALSE(must(reader.find_unit(key_of(1))));
  }
  auto store = must(Store::open(folder / "store"));
  CHECK_FALSE(must(store.find_unit(key_of(1))));
  store.submit(commit_of(1));
  must(store.flush());
  CHECK(must(store.find_unit(key_of(1))) == commit_of(1).record);
  CHECK(must(store.read_payload(commit_of(1).payloads[0].digest)) == *commit_of(1).payloads[0].bytes);
}
