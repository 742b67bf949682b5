// Measures what a run's speed depends on in the store: digests, look-ups, the writer, run rows and start-up.
//
//   flow_store_benchmark [FOLDER]    FOLDER is where the store goes; a temporary folder otherwise
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>
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
namespace fs = std::filesystem;

constexpr int units = 10'000;
constexpr std::size_t payload_size = 2048;

template <class T>
T must(Result<T> result) {
  if (!result) {
    fmt::print(stderr, "{}\n", result.error().text());
    std::exit(1);
  }
  if constexpr (!std::is_void_v<T>) return *std::move(result);
}

template <class Function>
double seconds(Function&& function) {
  const auto start = std::chrono::steady_clock::now();
  function();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

Digest key_of(int number) { return Hasher().field("unit").number(static_cast<unsigned>(number)).finish(); }

Commit commit_of(int number) {
  auto bytes = std::make_shared<std::string>(payload_size, 'x');
  bytes->replace(0, 8, fmt::format("{:08}", number));
  const auto digest = digest_of(*bytes);
  Commit commit;
  commit.key = key_of(number);
  auto& record = commit.record.emplace();
  record.outputs = {{.port = 0,
                     .child = 0,
                     .key = fmt::format("some/repository/src/file.rs#{}", number),
                     .digest = digest,
                     .size = payload_size,
                     .type = "chat.example/1"}};
  record.build_id = "0123456789abcdef0123456789abcdef01234567";
  record.stage_type = "session_classifier";
  commit.payloads = {{digest, std::move(bytes)}};
  return commit;
}

void measure_digests() {
  constexpr int rounds = 1'000'000;
  std::string bytes(100, 'x');
  unsigned sum = 0;
  const auto plain = seconds([&] {
    for (int i = 0; i < rounds; ++i) {
      bytes[static_cast<std::size_t>(i) % 100] = static_cast<char>(i);
      sum += static_cast<unsigned>(digest_of(bytes).bytes[0]);
    }
  });
  const auto framed = seconds([&] {
    for (int i = 0; i < rounds; ++i)
      sum += static_cast<unsigned>(Hasher().field(bytes).number(static_cast<unsigned>(i)).finish().bytes[0]);
  });
  fmt::print("digest of 100 bytes            {:8.0f} ns\n", plain / rounds * 1e9);
  fmt::print("hasher: 100-byte field, number {:8.0f} ns   (checksum {})\n", framed / rounds * 1e9, sum);
}

void measure_open(const char* what, const fs::path& path, Access access) {
  std::optional<Store> store;
  const auto time = seconds([&] { store = must(Store::open(path, {.access = access})); });
  fmt::print("{}{:8.2f} ms\n", what, time * 1e3);
}

void measure_finds(const Store& store, int threads) {
  constexpr int rounds = 100'000;
  const auto time = seconds([&] {
    std::vector<std::thread> running;
    for (int t = 0; t < threads; ++t)
      running.emplace_back([&, t] {
        for (int i = 0; i < rounds; ++i)
          if (!must(store.find_unit(key_of((i * 7919 + t * 31) % units)))) std::exit(1);
      });
    for (auto& thread : running) thread.join();
  });
  fmt::print("find_unit hit, {} thread(s)      {:8.2f} us per hit and thread\n", threads,
             time / rounds * 1e6);
}

void measure_payloads(const Store& store) {
  constexpr int rounds = 50'000;
  std::vector<Digest> digests;
  for (int i = 0; i < units; ++i) digests.push_back(commit_of(i).payloads[0].digest);
  const auto time = seconds([&] {
    for (int i = 0; i < rounds; ++i)
      (void)must(store.read_payload(digests[static_cast<std::size_t>(i * 7919 % units)]));
  });
  fmt::print("read_payload, 2 KiB            {:8.2f} us\n", time / rounds * 1e6);
}

void measure_runs(Store& store) {
  constexpr std::uint32_t rows = 100'000;
  std::vector<RunUnit> run_units;
  for (std::uint32_t i = 0; i < rows; ++i) {
    std::string order = "path0000";
    for (int shift = 24; shift >= 0; shift -= 8) order += static_cast<char>(i >> shift);
    run_units.push_back({.order_key = order,
                         .unit = key_of(static_cast<int>(i)),
                         .record_key = fmt::format("some/repository/src/file.rs#{}", i),
                         .input = digest_of(order)});
  }
  const auto run = must(store.begin_run({.pipeline = "p", .file = "", .profile = "", .options = ""}));
  const auto write = seconds([&] { must(store.record_units(run, "stage", run_units)); });
  const auto again = must(store.begin_run({.pipeline = "p", .file = "", .profile = "", .options = ""}));
  const auto rewrite = seconds([&] { must(store.record_units(again, "stage", run_units)); });
  const auto read = seconds([&] { (void)must(store.units_of(run, "stage")); });
  const auto lineage = seconds([&] { (void)must(store.consumers_of(run, digest_of("x"))); });
  fmt::print("consumers_of, 100,000 rows     {:8.0f} ms\n", lineage * 1e3);
  fmt::print("record 100,000 run rows        {:8.0f} ms, {:.0f} ms in the next run\n", write * 1e3,
             rewrite * 1e3);
  fmt::print("units_of, 100,000 rows         {:8.0f} ms\n", read * 1e3);
}

// A process that is killed leaves the log and no mark of a good end.
void leave_as_if_killed(const fs::path& store) {
  const pid_t child = ::fork();
  if (child == 0) {
    auto opened = must(Store::open(store));
    opened.submit(commit_of(units));
    must(opened.flush());
    ::_exit(0);
  }
  ::waitpid(child, nullptr, 0);
}

}  // namespace

int main(int count, char** arguments) {
  const test_support::TemporaryFolder temporary;
  const fs::path folder = count > 1 ? fs::path(arguments[1]) : temporary.path();
  measure_digests();
  const auto store_path = folder / "store";
  {
    std::vector<Commit> commits;
    for (int i = 0; i < units; ++i) commits.push_back(commit_of(i));
    auto store = must(Store::open(store_path));
    const auto write = seconds([&] {
      for (auto& commit : commits) store.submit(std::move(commit));
      must(store.flush());
    });
    fmt::print("writer, 2 KiB payloads         {:8.0f} units/s\n", units / write);
  }
  fmt::print("store.db with {} units      {:8.1f} MiB\n", units,
             static_cast<double>(fs::file_size(store_path / "store.db")) / 1048576.0);
  measure_open("open after a good end          ", store_path, Access::read_write);
  measure_open("open to read                   ", store_path, Access::read_only);
  leave_as_if_killed(store_path);
  measure_open("open after a kill (all checked)", store_path, Access::read_write);
  {
    auto store = must(Store::open(store_path));
    measure_finds(store, 1);
    measure_finds(store, 2);
    measure_payloads(store);
    measure_runs(store);
  }
  std::error_code ignored;
  fs::remove_all(store_path, ignored);
}
