// What the tests of damaged stores share: a healthy store, and a life with what was made of it.
#pragma once

#include <algorithm>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "support.hpp"

namespace flowrun::store::test {

namespace fs = std::filesystem;

constexpr int units = 150;

struct Reference {
  std::string database;  // the bytes of a healthy store.db
  std::string data;      // and of its store.data
  RunId run = 0;
  std::vector<RunUnit> run_units;
};

inline Reference make_reference(const fs::path& path) {
  Reference reference;
  {
    auto store = must(Store::open(path));
    for (int i = 0; i < units; ++i) {
      store.submit(commit_of(i, 900));
      reference.run_units.push_back({std::string(1, static_cast<char>(i)), key_of(i), "r", digest_of("i")});
    }
    reference.run = must(store.begin_run({.pipeline = "p", .file = "f", .profile = "", .options = ""}));
    must(store.record_units(reference.run, "s", reference.run_units));
    StageRecord stage;
    stage.key_summary = "k";
    must(store.record_stage(reference.run, "s", stage));
    must(store.finish_run(reference.run, 0));
    must(store.remember_published("out", digest_of("published")));
  }
  reference.database = read_file(path / "store.db");
  reference.data = read_file(path / "store.data");
  std::ranges::sort(reference.run_units, {}, &RunUnit::order_key);
  return reference;
}

// Whether `result` is `expected`, absent, or the error that the damage deserves.
template <class T>
bool acceptable(const Result<std::optional<T>>& result, const T& expected) {
  if (!result) return result.error().kind == ErrorKind::store_corrupt;
  return !*result || **result == expected;
}

inline void read_everything(const Store& store, const Reference& reference) {
  int wrong = 0;
  for (int i = 0; i < units; ++i) {
    const auto expected = commit_of(i, 900);
    if (!acceptable(store.find_unit(expected.key), *expected.record)) ++wrong;
    const auto& payload = expected.payloads[0];
    const auto bytes = store.read_payload(payload.digest);
    if (bytes ? *bytes != *payload.bytes
              : bytes.error().kind != ErrorKind::not_found && bytes.error().kind != ErrorKind::store_corrupt)
      ++wrong;
    const auto producers = store.producers_of(payload.digest);
    if (producers ? !producers->empty() && *producers != std::vector{expected.key}
                  : producers.error().kind != ErrorKind::store_corrupt)
      ++wrong;
  }
  CHECK(wrong == 0);
  const auto run_units = store.units_of(reference.run, "s");
  if (run_units)
    CHECK((run_units->empty() || *run_units == reference.run_units));
  else
    CHECK(run_units.error().kind == ErrorKind::store_corrupt);
  if (const auto run = store.last_run({.name = "p", .file = "f"}); run && *run)
    CHECK((*run)->start.file == "f");
  if (const auto stage = store.stage_of(reference.run, "s"); stage && *stage)
    CHECK((*stage)->key_summary == "k");
  CHECK(acceptable(store.published_digest("out"), digest_of("published")));
}

// A whole life with a damaged database: open, read, write, and if it comes to that, set aside and start over.
inline void live_with(const fs::path& path, const Reference& reference, OpenOptions options) {
  bool damaged = false;
  {
    auto store = Store::open(path, options);
    if (!store) {
      // A flipped format number cannot be told from a newer flowrun's.
      CHECK(store.error().kind == ErrorKind::newer_format);
      return;
    }
    read_everything(*store, reference);
    for (int i = 0; i < units; ++i) store->submit(commit_of(i + 75, 900));
    if (const auto flushed = store->flush(); !flushed) {
      CHECK(flushed.error().kind == ErrorKind::store_corrupt);
      damaged = true;
    }
    read_everything(*store, reference);
  }
  if (damaged) CHECK(must(Store::set_aside(path)).contains("corrupt-"));
  auto store = must(Store::open(path));
  store.submit(commit_of(1, 900));
  must(store.flush());
  CHECK(must(store.find_unit(key_of(1))) == commit_of(1, 900).record);
}

using Damage = std::function<void(std::string&, std::mt19937&)>;

inline std::size_t any_place(const std::string& bytes, std::mt19937& random, std::size_t from = 0) {
  return std::uniform_int_distribution<std::size_t>(from, bytes.size() - 1)(random);
}

// Always to another value.
inline void change(char& byte, std::mt19937& random) {
  byte = static_cast<char>(static_cast<unsigned>(byte) ^ (1 + random() % 255));
}

}  // namespace flowrun::store::test
