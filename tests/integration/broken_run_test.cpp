// What breaks the run itself ends it, with the cause: nothing hangs, and nothing is called finished that is not.
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <new>
#include <stdexcept>
#include <utility>

#include <doctest/doctest.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "workbench.hpp"

using flowrun::graph::ExitCode;
using flowrun::graph::Observer;
using flowrun::graph::RunReport;

namespace {

// Allocations until one fails, in whatever thread; 0: none does.
std::atomic<long> until_failure = 0;
thread_local bool fails_next = false;  // of this thread

void* allocate(std::size_t size, std::size_t alignment) {
  if (until_failure.load(std::memory_order_relaxed) > 0 && until_failure.fetch_sub(1) == 1)
    throw std::bad_alloc();
  if (std::exchange(fails_next, false)) throw std::bad_alloc();
  void* memory = nullptr;
  if (alignment <= __STDCPP_DEFAULT_NEW_ALIGNMENT__) {
    memory = std::malloc(size);
  } else if (::posix_memalign(&memory, alignment, size) != 0) {
    memory = nullptr;
  }
  if (!memory) throw std::bad_alloc();
  return memory;
}

}  // namespace

// Where the constructor of one of its nodes finds no memory, oneTBB loses what it had already.
extern "C" [[gnu::visibility("default")]] const char* __lsan_default_suppressions();  // NOLINT
const char* __lsan_default_suppressions() { return "leak:tbb::detail"; }              // NOLINT

void* operator new(std::size_t size) { return allocate(size, 1); }
void* operator new(std::size_t size, std::align_val_t alignment) {
  return allocate(size, static_cast<std::size_t>(alignment));
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  try {
    return allocate(size, 1);
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }

namespace {

// One of everything: a listing, messages of many, a stage that waits, one with a limited time, retries, a collector that
// streams and one that does not, a `once` port.
constexpr const char* all_parts =
    "  a: {use: numbers, with: {items: 12, per_item: 3}}\n"
    "  c: {use: spoil_cheaply, from: a, with: {drop_every: 5}}\n"
    "  b: {use: spoil_blocking, from: c, with: {copies: 2}}\n"
    "  t: {use: spoil, from: c, timeout: 1m, with: {transient_every: 9}, retry: {times: 1, backoff: 1ms}, "
    "on_failure: {tolerate: 100%}}\n"
    "  fast: {use: sum_streaming, from: [b, t]}\n"
    "  total: {use: sum, from: t}\n"
    "  shifted: {use: shift, from: {numbers: c, by: total}}\n"
    "  all: {use: sum, from: shifted}\n"
    "publish: {all: all, fast: fast}\n";

// Fails the nth allocation of the run.
class Famine : public Observer {
 public:
  explicit Famine(long nth) : nth_(nth) {}
  void run_started(const flowrun::graph::Snapshot&) override { until_failure = nth_; }
  void run_finished() override { left_ = until_failure.exchange(0); }
  [[nodiscard]] bool has_come() const { return left_ == 0; }

 private:
  const long nth_;
  long left_ = 0;
};

// Throws at one of the things that it is told.
class Thrower : public Observer {
 public:
  explicit Thrower(std::string_view at) : at_(at) {}
  void run_started(const flowrun::graph::Snapshot&) override { throw_at("run"); }
  void stage_started(const std::string&) override { throw_at("stage"); }
  void unit_failed(const std::string&, const std::string&, const base::Error&) override {
    throw_at("failure");
  }

 private:
  void throw_at(std::string_view what) const {
    if (what == at_) throw std::runtime_error("no space on the screen");
  }
  const std::string_view at_;
};

}  // namespace

TEST_CASE("an observer that throws ends the run with its words, wherever it is told something") {
  for (const char* at : {"run", "stage", "failure"}) {
    for (const std::size_t jobs : {1, 2}) {
      CAPTURE(at);
      Workbench bench;
      Thrower thrower(at);
      const RunReport report = bench.run(all_parts, {.jobs = jobs, .observers = {&thrower}});
      CHECK(report.exit_code == ExitCode::broken_promise);
      REQUIRE_FALSE(report.problems.empty());
      CHECK(report.problems[0].contains(
          "the run broke off while it showed what happens (no space on the screen)"));
      CHECK_FALSE(std::filesystem::exists(bench.out() / "all.jsonl"));
      CHECK(bench.run(all_parts).exit_code == ExitCode::all_well);
    }
  }
}

TEST_CASE("memory that runs out, at whatever place, ends the run, and the next one makes up for it") {
  Workbench whole;
  CHECK(whole.run(all_parts, {.jobs = 2}).exit_code == ExitCode::all_well);
  int broken = 0;
  for (long nth = 1;; nth += 1 + nth / 16) {
    CAPTURE(nth);
    Workbench bench;
    Famine famine(nth);
    try {
      const RunReport report = bench.run(all_parts, {.jobs = 2, .observers = {&famine}});
      if (report.exit_code == ExitCode::broken_promise) {
        ++broken;
        CHECK(report.problems[0].contains("out of memory"));
      }
    } catch (const std::bad_alloc&) {  // while the report was made
    }
    until_failure = 0;
    if (!famine.has_come()) break;
    CHECK(bench.run(all_parts).exit_code == ExitCode::all_well);
    CHECK(bench.published("all.jsonl") == whole.published("all.jsonl"));
    CHECK(bench.published("fast.jsonl") == whole.published("fast.jsonl"));
  }
  CHECK(broken > 0);
}

TEST_CASE("where no thread can take the place of one that was given up, what it held is free for the rest") {
  Workbench bench;
  const auto door = bench.folder() / "door";
  REQUIRE(::mkfifo(door.c_str(), 0600) == 0);
  struct NoThread : Observer {
    void unit_failed(const std::string&, const std::string&, const base::Error&) override {
      fails_next = true;  // what follows is the new thread
    }
  } no_thread;
  const RunReport report = bench.run(
      "  a: {use: numbers, with: {items: 4}, cache: false}\n"
      "  x: {use: stubborn, from: a, with: {folder: ., at: 0}, concurrency: 1, timeout: 5ms}\n",
      {.jobs = 1, .observers = {&no_thread}, .patience = {.timeout = std::chrono::milliseconds(5)}});
  CHECK(report.exit_code == ExitCode::broken_promise);
  REQUIRE_FALSE(report.problems.empty());
  CHECK(report.problems[0].contains("a unit was given up (out of memory)"));
  CHECK(report.lost == std::vector<std::string>{"x: n0"});
  ::close(::open(door.c_str(), O_RDWR));
}
