// Killed processes and full disks: what was promised to be on disk is there, and the rest is told.
#include <algorithm>
#include <functional>
#include <random>
#include <stdexcept>

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support.hpp"

namespace fs = std::filesystem;
using namespace flowrun::store;
using namespace flowrun::store::test;

namespace {

std::size_t size_of_unit(int number) { return number % 40 == 0 ? 70'000 : 500; }

// Commits units from `first` on until it is killed, and writes the number of each to `pipe` once it is
// durable.
[[noreturn]] void commit_until_killed(const fs::path& path, int first, int pipe) {
  auto store = Store::open(path);
  if (!store) ::_exit(1);
  for (int number = first;; ++number) {
    auto commit = commit_of(number, size_of_unit(number));
    commit.urgent = number % 3 == 0;
    commit.on_durable = [pipe, number](const Result<void>& outcome) {
      if (!outcome || ::write(pipe, &number, sizeof number) != sizeof number) ::_exit(1);
    };
    store->submit(std::move(commit));
    if (number % 100 == 99 && !store->flush()) ::_exit(1);
  }
}

// Lets a child commit until `enough` units are durable and kills it then. Returns the first number that was
// not acknowledged.
int kill_after(const fs::path& path, int first, int enough) {
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    ::close(ends[0]);
    commit_until_killed(path, first, ends[1]);
  }
  ::close(ends[1]);
  int next = first;
  for (int number = 0; ::read(ends[0], &number, sizeof number) == sizeof number; next = number + 1)
    if (number >= first + enough) ::kill(child, SIGKILL);  // goes on reading: it may have committed more
  ::close(ends[0]);
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(WIFSIGNALED(status));
  return next;
}

bool nothing_aside(const fs::path& store) {
  return !fs::exists(store / "tmp") || fs::is_empty(store / "tmp");
}

void check_units(const Store& store, int count) {
  int missing = 0;
  for (int number = 0; number < count; ++number) {
    const auto expected = commit_of(number, size_of_unit(number));
    const auto& payload = expected.payloads[0];
    if (must(store.find_unit(expected.key)) != expected.record ||
        store.read_payload(payload.digest).value_or("") != *payload.bytes)
      ++missing;
  }
  CHECK(missing == 0);
}

}  // namespace

TEST_CASE("a process killed while it writes leaves a consistent store with every durable unit") {
  const TemporaryFolder folder;
  std::mt19937 random(std::random_device{}());
  int durable = 0;
  for (int round = 0; round < 8; ++round) {
    const int enough = std::uniform_int_distribution(0, 150)(random);
    CAPTURE(round);
    CAPTURE(enough);
    durable = kill_after(folder / "store", durable, enough);
    const auto store = must(Store::open(folder / "store"));  // checks every page
    CHECK(store.notes().empty());
    check_units(store, durable);
    CHECK(nothing_aside(folder / "store"));
  }
  CHECK(durable >= 8);
}

namespace {

// Lives on with a copy of a killed store, of which `lose` takes something: what is read is right or absent, and can be
// stored anew.
void live_on(const fs::path& killed, int durable, const std::function<void(const fs::path&)>& lose) {
  const TemporaryFolder copy;
  fs::copy(killed, copy / "store", fs::copy_options::recursive);
  lose(copy / "store");
  auto store = must(Store::open(copy / "store"));
  for (int number = 0; number < durable; ++number) {
    const auto expected = commit_of(number, size_of_unit(number));
    const auto& payload = expected.payloads[0];
    const auto found = must(store.find_unit(expected.key));
    const auto bytes = store.read_payload(payload.digest);
    CHECK((!found || *found == *expected.record));
    CHECK((!bytes || *bytes == *payload.bytes));
    if (!found || !bytes) store.submit(expected);
  }
  must(store.flush());
  check_units(store, durable);
}

}  // namespace

TEST_CASE("a power cut that takes the last writes of a file costs the units that lay there") {
  const TemporaryFolder folder;
  const int durable = kill_after(folder / "store", 0, 150);
  std::mt19937 random(std::random_device{}());
  for (const auto* name : {"store.data", "store.db-wal"}) {
    const auto whole = read_file(folder / "store" / name);
    for (int round = 0; round < 8; ++round) {
      const auto kept = std::uniform_int_distribution<std::size_t>(0, whole.size())(random);
      CAPTURE(name);
      CAPTURE(kept);
      auto rest = whole;
      if (round % 2)
        rest.resize(kept);
      else  // the size was written, the bytes were not
        std::fill(rest.begin() + static_cast<std::ptrdiff_t>(kept), rest.end(), '\0');
      live_on(folder / "store", durable, [&](const fs::path& store) { write_file(store / name, rest); });
    }
  }
}

TEST_CASE("a power cut that takes both files back to different moments") {
  const TemporaryFolder folder;
  const int first = kill_after(folder / "store", 0, 60);
  const TemporaryFolder before;
  fs::copy(folder / "store", before / "store", fs::copy_options::recursive);
  const int durable = kill_after(folder / "store", first, 60);
  live_on(folder / "store", durable, [&](const fs::path& store) {
    fs::copy_file(before / "store/store.data", store / "store.data", fs::copy_options::overwrite_existing);
  });
  live_on(folder / "store", durable, [&](const fs::path& store) {
    for (const auto* name : {"store.db", "store.db-wal"})
      fs::copy_file(before / "store" / name, store / name, fs::copy_options::overwrite_existing);
    fs::remove(store / "store.db-shm");
  });
}

TEST_CASE("a process killed while it makes the store leaves one that opens") {
  for (int round = 0; round < 8; ++round) {
    const TemporaryFolder folder;
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    const pid_t child = ::fork();
    if (child == 0) {
      (void)!::write(ends[1], "x", 1);
      const auto store = Store::open(folder / "store");
      ::pause();
    }
    char byte = 0;
    REQUIRE(::read(ends[0], &byte, 1) == 1);
    // Somewhere between its first and its last step: each round gives it a little longer.
    for (int turn = 0; turn < round * 200; ++turn) ::sched_yield();
    ::kill(child, SIGKILL);
    REQUIRE(::waitpid(child, nullptr, 0) == child);
    for (const int end : ends) ::close(end);
    auto store = must(Store::open(folder / "store"));
    CHECK(store.notes().empty());
    store.submit(commit_of(1));
    must(store.flush());
  }
}

namespace {

// Runs in a child whose files cannot grow past `limit` bytes, as on a full disk. 0: behaved as promised.
int write_to_full_disk(const fs::path& path, rlim_t limit) {
  auto store = Store::open(path);
  if (!store) return 1;
  ::signal(SIGXFSZ, SIG_IGN);
  const rlimit full{.rlim_cur = limit, .rlim_max = limit};
  if (::setrlimit(RLIMIT_FSIZE, &full) != 0) return 2;
  int settled = 0;
  int refused = 0;
  for (int number = 1000; number < 1400; ++number) {
    auto commit = commit_of(number, 20'000);
    commit.on_durable = [&](const Result<void>& outcome) { ++settled, refused += !outcome; };
    store->submit(std::move(commit));
    if (number % 20 == 0) (void)store->flush();
  }
  const auto flushed = store->flush();
  if (flushed || flushed.error().kind != ErrorKind::no_space) return 3;
  if (flushed.error().why.empty() || !flushed.error().what_to_do.contains("free some space")) return 4;
  if (settled != 400 || refused == 0) return 5;
  // The error stays: nothing may be built on what was lost.
  if (store->begin_run({}) || store->flush()) return 6;
  // Reading goes on.
  return store->find_unit(key_of(1)).value_or(std::nullopt) == commit_of(1, size_of_unit(1)).record ? 0 : 7;
}

}  // namespace

TEST_CASE("a full disk is a clear error, and what was there before is intact") {
  const TemporaryFolder folder;
  {
    auto store = must(Store::open(folder / "store"));
    for (int number = 0; number < 100; ++number) store.submit(commit_of(number, size_of_unit(number)));
  }
  const auto size =
      std::max(fs::file_size(folder / "store/store.db"), fs::file_size(folder / "store/store.data"));
  for (const auto room : {std::uintmax_t{40'000}, std::uintmax_t{1'000'000}}) {
    const pid_t child = ::fork();
    if (child == 0) ::_exit(write_to_full_disk(folder / "store", size + room));
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 0);
    const auto store = must(Store::open(folder / "store"));
    CHECK(store.notes().empty());
    check_units(store, 100);
  }
}

TEST_CASE("what a callback throws is the store's error, and the others are told all the same") {
  const TemporaryFolder folder;
  auto store = must(Store::open(folder / "store"));
  int settled = 0;
  for (int number = 0; number < 3; ++number) {
    auto commit = commit_of(number);
    commit.on_durable = [&settled, number](const Result<void>&) {
      ++settled;
      if (number == 1) throw std::runtime_error("no memory to tell it");
    };
    store.submit(std::move(commit));
  }
  const auto flushed = store.flush();
  REQUIRE_FALSE(flushed);
  CHECK(flushed.error().why == "no memory to tell it");
  CHECK(settled == 3);
}

TEST_CASE("an object that does not fit on the disk is a clear error and leaves nothing behind") {
  const TemporaryFolder folder;
  write_file(folder / "artifact", std::string(500'000, 'x'));
  (void)must(Store::open(folder / "store"));
  const pid_t child = ::fork();
  if (child == 0) {
    const auto store = Store::open(folder / "store");
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit full{.rlim_cur = 200'000, .rlim_max = 200'000};
    if (!store || ::setrlimit(RLIMIT_FSIZE, &full) != 0) ::_exit(1);
    const auto digest = store->objects().ingest(folder / "artifact");
    if (digest || digest.error().kind != ErrorKind::no_space) ::_exit(2);
    ::_exit(nothing_aside(folder / "store") ? 0 : 3);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK((WIFEXITED(status) && WEXITSTATUS(status) == 0));
}
