// A collection that is killed leaves a whole store, and the rest for the next one.
#include <chrono>

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "garbage_support.hpp"

namespace fs = std::filesystem;
using namespace flowrun::store;
using namespace flowrun::store::test;

namespace {

using Clock = std::chrono::steady_clock;

constexpr Numbers small{.first = 0, .end = 400}, kept_small{.first = 300, .end = 500};
constexpr Numbers large{.first = 1000, .end = 1040, .size = 70'000},
    kept_large{.first = 1030, .end = 1050, .size = 70'000};

void make_store(const fs::path& path) {
  make_run(path, small, "p");
  make_run(path, large, "q");
  make_run(path, kept_small, "p");
  make_run(path, kept_large, "q");
}

// Kills a collection when it has lasted for so long. Whether it had not ended.
bool kill_after(const fs::path& path, Clock::duration time) {
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) ::_exit(Store::collect_garbage(path, {.keep = 1}) ? 0 : 1);
  const auto end = Clock::now() + time;
  while (Clock::now() < end) ::sched_yield();
  ::kill(child, SIGKILL);
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  if (!WIFSIGNALED(status)) CHECK(WEXITSTATUS(status) == 0);
  return WIFSIGNALED(status);
}

}  // namespace

TEST_CASE(
    "a collection that is killed at any point costs no kept run anything, and the next one frees the rest") {
  const TemporaryFolder folder;
  make_store(folder / "whole");
  fs::copy(folder / "whole", folder / "measured", fs::copy_options::recursive);
  const auto begin = Clock::now();
  const auto whole = must(Store::collect_garbage(folder / "measured", {.keep = 1}));
  const auto time = Clock::now() - begin;
  const auto least_data = bytes_on_disk(folder / "measured/store.data");
  constexpr int rounds = 32;
  int killed = 0;
  for (int round = 0; round < rounds; ++round) {
    CAPTURE(round);
    const TemporaryFolder copy;
    const auto path = copy / "store";
    fs::copy(folder / "whole", path, fs::copy_options::recursive);
    killed += kill_after(path, time * round / rounds) ? 1 : 0;
    for (const Numbers& numbers : {kept_small, kept_large})
      CHECK(count_there(path, numbers) == numbers.end - numbers.first);
    must(Store::collect_garbage(path, {.keep = 1}));
    CHECK(bytes_on_disk(path / "store.data") <= least_data);
    const auto again = must(Store::collect_garbage(path, {.keep = 1}));
    CHECK(again.units + again.payloads + again.objects.count + again.runs.count == 0);
    CHECK(again.data_bytes == 0);
    CHECK(again.remaining.units == whole.remaining.units);
    CHECK(again.remaining.objects == whole.remaining.objects);
    CHECK(make_run(path, kept_small, "p").fresh == 0);
    CHECK(make_run(path, kept_large, "q").fresh == 0);
    CHECK(must(Store::open(path)).notes().empty());
  }
  CHECK(killed > rounds / 4);
}

TEST_CASE("a collection on a full disk costs no kept run anything, and the next one frees the rest") {
  for (const rlim_t room : {rlim_t{0}, rlim_t{20'000}, rlim_t{100'000}}) {
    CAPTURE(room);
    const TemporaryFolder folder;
    const auto path = folder / "store";
    make_store(path);
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      ::signal(SIGXFSZ, SIG_IGN);
      const rlimit full{.rlim_cur = room, .rlim_max = room};
      if (::setrlimit(RLIMIT_FSIZE, &full) != 0) ::_exit(1);
      const auto freed = Store::collect_garbage(path, {.keep = 1});
      const bool is_told = freed ? !freed->notes.empty() : freed.error().kind == ErrorKind::no_space;
      ::_exit(is_told ? 0 : 2);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    CHECK((WIFEXITED(status) && WEXITSTATUS(status) == 0));
    must(Store::collect_garbage(path, {.keep = 1}));
    CHECK(must(Store::collect_garbage(path, {.keep = 1})).bytes() == 0);
    for (const Numbers& numbers : {kept_small, kept_large})
      CHECK(count_there(path, numbers) == numbers.end - numbers.first);
  }
}
