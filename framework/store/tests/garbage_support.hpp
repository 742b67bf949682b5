// Runs that store and record units, for the tests of what is freed.
#pragma once

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include <sys/stat.h>

#include "store/garbage.hpp"
#include "support.hpp"

namespace flowrun::store::test {

inline RunStart pipeline_start(const std::string& name = "p") {
  return {.pipeline = name, .file = name + ".yaml", .profile = "", .options = ""};
}

struct Numbers {
  int first = 0, end = 0;
  std::size_t size = 5000;  // of each payload
};

// Stores what is not there, as a run does, and records all. Returns how many units were not there.
inline int store_units(Store& store, RunId run, const std::string& stage, const Numbers& numbers) {
  RunUnits units;
  int fresh = 0;
  for (int number = numbers.first; number < numbers.end; ++number) {
    auto commit = commit_of(number, numbers.size);
    units.push_back({.order_key = std::to_string(100'000 + number),
                     .unit = commit.key,
                     .record_key = std::to_string(number),
                     .input = digest_of(std::to_string(number))});
    const auto found = must(store.find_unit(commit.key));
    if (found && must(store.has_payload(commit.payloads[0].digest))) continue;
    ++fresh;
    store.submit(std::move(commit));
  }
  must(store.record_units(run, stage, units));
  must(store.flush());
  return fresh;
}

struct RunMade {
  RunId id = 0;
  int fresh = 0;  // units that were not there
};

// A run of one stage that finishes.
inline RunMade make_run(const std::filesystem::path& path, const Numbers& numbers,
                        const std::string& pipeline = "p", const std::string& stage = "stage") {
  auto store = must(Store::open(path));
  RunMade made{.id = must(store.begin_run(pipeline_start(pipeline)))};
  std::filesystem::create_directories(path / "runs" / std::to_string(made.id));
  write_file(path / "runs" / std::to_string(made.id) / "run.json", "{}");
  made.fresh = store_units(store, made.id, stage, numbers);
  must(store.record_stage(made.id, stage, {.status = StageState::finished}));
  must(store.finish_run(made.id, 0));
  return made;
}

inline bool is_there(const Store& store, int number, std::size_t size = 5000) {
  const auto expected = commit_of(number, size);
  const auto& payload = expected.payloads[0];
  const auto found = must(store.find_unit(expected.key));
  const auto bytes = store.read_payload(payload.digest);
  if (found) CHECK(*found == *expected.record);
  if (bytes) CHECK(*bytes == *payload.bytes);
  return found && bytes;
}

inline int count_there(const Store& store, const Numbers& numbers) {
  int count = 0;
  for (int number = numbers.first; number < numbers.end; ++number)
    count += is_there(store, number, numbers.size) ? 1 : 0;
  return count;
}

inline int count_there(const std::filesystem::path& path, const Numbers& numbers) {
  return count_there(must(Store::open(path, {.access = Access::read_only})), numbers);
}

inline std::uint64_t bytes_on_disk(const std::filesystem::path& file) {
  struct stat status {};
  REQUIRE(::stat(file.c_str(), &status) == 0);
  return static_cast<std::uint64_t>(status.st_blocks) * 512;
}

}  // namespace flowrun::store::test
