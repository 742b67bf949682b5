// Measures what a run's speed depends on in the store: digests, the writer, look-ups, run rows and start-up.
//
//   flow_store_benchmark [FOLDER [UNITS]]    FOLDER is where the store goes; a temporary folder otherwise
//
// Times are CPU of the whole process, the writer thread included, and in brackets by the clock.
#include "benchmark.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <test_support/temporary_folder.hpp>

#include "store/store.hpp"

namespace {

using namespace flowrun::store;
using namespace flowrun::store::benchmark;
namespace fs = std::filesystem;

constexpr std::size_t payload_size = 2048;
constexpr int units_at_once = 1000;  // made before the clock runs, so that memory holds them

Digest key_of(int number) { return Hasher().field("unit").number(static_cast<unsigned>(number)).finish(); }

void add_record(Commit& commit, int number, int child, std::size_t size) {
  auto bytes = std::make_shared<std::string>(fmt::format("{:08}.{:06}", number, child));
  bytes->resize(size, 'x');
  const auto digest = digest_of(*bytes);
  commit.record->outputs.push_back({.port = 0,
                                    .child = static_cast<std::uint32_t>(child),
                                    .key = fmt::format("some/repository/src/file.rs#{}", number),
                                    .digest = digest,
                                    .size = size,
                                    .type = "chat.example/1"});
  commit.payloads.push_back({digest, std::move(bytes)});
}

Commit commit_of(int number) {
  Commit commit;
  commit.key = key_of(number);
  commit.record = UnitRecord{.microseconds = number % 97,
                             .build_id = "0123456789abcdef0123456789abcdef01234567",
                             .stage_type = "session_classifier"};
  return commit;
}

void measure_digests() {
  constexpr int rounds = 200'000;
  unsigned sum = 0;
  for (const std::size_t size : {std::size_t{100}, payload_size}) {
    std::string bytes(size, 'x');
    const auto time = time_of([&] {
      for (int i = 0; i < rounds; ++i) {
        bytes[0] = static_cast<char>(i);
        sum += static_cast<unsigned>(digest_of(bytes).bytes[0]);
      }
    });
    fmt::print("digest of {:4} bytes                  {}\n", size, time.each(rounds));
  }
  fmt::print("                                      (checksum {})\n", sum);
}

// One unit with one record of 2 KB each.
Time store_units(Store& store, int first, int count, bool in_groups) {
  Time time;
  for (int next = first; next < first + count; next += units_at_once) {
    std::vector<Commit> commits;
    for (int number = next; number < std::min(next + units_at_once, first + count); ++number) {
      commits.push_back(commit_of(number));
      add_record(commits.back(), number, 0, payload_size);
    }
    time += time_of([&] {
      if (in_groups) return store.submit(std::move(commits), nullptr);
      for (auto& commit : commits) store.submit(std::move(commit));
    });
  }
  time += time_of([&] { must(store.flush()); });
  return time;
}

// The time includes making the commits where the writer thread works at the same moment; it is taken off.
Time time_to_make(int first, int count) {
  return time_of([&] {
    for (int number = first; number < first + count; ++number) {
      auto commit = commit_of(number);
      add_record(commit, number, 0, payload_size);
    }
  });
}

void measure_storing(const fs::path& path, int count) {
  const double bytes = static_cast<double>(count) * payload_size;
  const auto before = written_bytes();
  const auto cpu = cpu_seconds();
  Time clock;
  {
    auto store = must(Store::open(path));
    clock = store_units(store, 0, count, false);
    clock += time_of([&] { Store closing = std::move(store); });
  }
  const Time all{.cpu = cpu_seconds() - cpu - time_to_make(0, count).cpu, .wall = clock.wall};
  fmt::print("store a unit with a record of 2 KB    {}\n", all.each(count));
  fmt::print("  on disk, written                    {:8.2f} x, {:.2f} x the records' bytes\n",
             size_of(path) / bytes, (written_bytes() - before) / bytes);
  const auto size = size_of(path);
  const auto again_from = cpu_seconds();
  {
    auto store = must(Store::open(path));
    clock = store_units(store, 0, count, true);
  }
  const Time again{.cpu = cpu_seconds() - again_from - time_to_make(0, count).cpu, .wall = clock.wall};
  fmt::print("  the same once more, in groups       {}, {:+.0f} bytes\n", again.each(count),
             size_of(path) - size);
}

// Finds a unit and calls `use` with each of its outputs.
template <class Use>
void each_output(const Store& store, const Digest& key, Use&& use) {
  const auto record = must(store.find_unit(key));
  if (!record) std::exit(1);
  for (const auto& output : record->outputs) use(output);
}

void measure_small_records(const fs::path& path) {
  constexpr int units = 200;
  constexpr int records = 1000;
  std::vector<Commit> commits;
  for (int number = 0; number < units; ++number) {
    commits.push_back(commit_of(number));
    for (int child = 0; child < records; ++child)
      add_record(commits.back(), number, child, 16 + static_cast<std::size_t>(child) % 45);
  }
  const auto before = written_bytes();
  const auto time = time_of([&] {
    auto store = must(Store::open(path));
    for (auto& commit : commits) store.submit(std::move(commit));
  });
  fmt::print("store 1,000 records of 16 to 60 B     {} a record, {:.0f} bytes on disk, {:.0f} written\n",
             time.each(units * records), size_of(path) / units / records,
             (written_bytes() - before) / units / records);
  const auto store = must(Store::open(path));
  const auto restore = time_of([&] {
    for (int number = 0; number < units; ++number)
      each_output(store, key_of(number),
                  [&](const Output& output) { (void)must(store.read_payload(output.digest, output.place)); });
  });
  fmt::print("restore them                          {} a record\n", restore.each(units * records));
}

void measure_open(const char* what, const fs::path& path, Access access) {
  const auto time = time_of([&] { (void)must(Store::open(path, {.access = access})); });
  fmt::print("{}{}\n", what, time.whole());
}

void measure_restoring(const fs::path& path, int count) {
  std::vector<Digest> keys;
  for (int number = 0; number < count; ++number) keys.push_back(key_of(number));
  auto store = must(Store::open(path));
  const auto first = time_of([&] { (void)must(store.find_unit(keys[0])); });
  fmt::print("first look-up, which reads the index  {}\n", first.whole());
  const auto in_order = time_of([&] {
    for (const auto& key : keys)
      each_output(store, key,
                  [&](const Output& output) { (void)must(store.read_payload(output.digest, output.place)); });
  });
  fmt::print("restore a unit, in order of arrival   {}\n", in_order.each(count));
  const auto both = time_of([&] {
    std::vector<std::thread> threads;
    for (std::size_t first : {0, 1})
      threads.emplace_back([&, first] {
        for (std::size_t i = first; i < keys.size(); i += 2)
          each_output(store, keys[i], [&](const Output& output) {
            (void)must(store.read_payload(output.digest, output.place));
          });
      });
    for (auto& thread : threads) thread.join();
  });
  fmt::print("  by two threads, in turns            {}\n", both.each(count));
  const auto check = time_of([&] {
    for (const auto& key : keys)
      each_output(store, key, [&](const Output& output) {
        if (!must(store.has_payload(output.digest, output.place))) std::exit(1);
      });
  });
  fmt::print("find it and check for its payload     {}\n", check.each(count));
  const auto scattered = time_of([&] {
    for (std::size_t i = 0; i < keys.size(); ++i)
      each_output(store, keys[i * 7919 % keys.size()],
                  [&](const Output& output) { (void)must(store.read_payload(output.digest)); });
  });
  fmt::print("restore it, in no order, no places    {}\n", scattered.each(count));
  const auto absent = time_of([&] {
    for (int number = 0; number < count; ++number)
      if (must(store.find_unit(key_of(-1 - number)))) std::exit(1);
  });
  fmt::print("look for a unit that is not there     {}\n", absent.each(count));
}

std::vector<RunUnit> run_units(std::uint32_t count) {
  std::vector<RunUnit> units;
  for (std::uint32_t i = 0; i < count; ++i) {
    std::string order = "path0000";
    for (int shift = 24; shift >= 0; shift -= 8) order += static_cast<char>(i >> shift);
    units.push_back({.order_key = order,
                     .unit = key_of(static_cast<int>(i)),
                     .record_key = fmt::format("some/repository/src/file.rs#{}", i),
                     .input = digest_of(order)});
  }
  return units;
}

void measure_runs(const fs::path& path) {
  constexpr std::uint32_t rows = 100'000;
  const auto units = run_units(rows);
  for (const auto* what : {"record 100,000 units of a run         ", "  in the next run                     ",
                           "  and in the one after                "}) {
    const auto before = written_bytes();
    const auto size = size_of(path);
    const auto time = time_of([&] {
      auto store = must(Store::open(path));
      const auto run = must(store.begin_run({.pipeline = "p", .file = "", .profile = "", .options = ""}));
      must(store.record_units(run, "stage", units));
      must(store.record_stage(run, "stage", {.status = StageState::finished}));
    });
    fmt::print("{}{}, {:+.0f} bytes, {:.0f} written\n", what, time.whole(), size_of(path) - size,
               written_bytes() - before);
  }
  auto store = must(Store::open(path));
  const auto run = must(store.last_run({.name = "p"}))->id;
  const auto read = time_of([&] { (void)must(store.units_of(run, "stage")); });
  fmt::print("units_of, 100,000 units               {}\n", read.whole());
  const auto lineage = time_of([&] { (void)must(store.consumers_of(run, digest_of("x"))); });
  fmt::print("consumers_of, 100,000 units           {}\n", lineage.whole());
  const auto producers = time_of([&] { (void)must(store.producers_of(digest_of("x"))); });
  fmt::print("producers_of                          {}\n", producers.whole());
}

// A process that is killed leaves the log and no mark of a good end.
void leave_as_if_killed(const fs::path& store, int number) {
  const pid_t child = ::fork();
  if (child == 0) {
    auto opened = must(Store::open(store));
    opened.submit(commit_of(number));
    must(opened.flush());
    ::_exit(0);
  }
  ::waitpid(child, nullptr, 0);
}

}  // namespace

int main(int count, char** arguments) {
  const test_support::TemporaryFolder temporary;
  const fs::path folder = count > 1 ? fs::path(arguments[1]) : temporary.path();
  const int units = count > 2 ? std::stoi(arguments[2]) : 100'000;
  const auto path = folder / "store";
  fmt::print("{} units\n", units);
  measure_digests();
  measure_storing(path, units);
  measure_small_records(folder / "small");
  measure_open("open and close, after a good end      ", path, Access::read_write);
  measure_open("open and close, to read               ", path, Access::read_only);
  leave_as_if_killed(path, units);
  measure_open("open and close, after a kill          ", path, Access::read_write);
  measure_restoring(path, units);
  measure_runs(path);
  std::error_code ignored;
  for (const auto* name : {"store", "small"}) fs::remove_all(folder / name, ignored);
}
