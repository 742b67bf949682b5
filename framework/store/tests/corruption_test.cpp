// Damaged databases and data files: never a crash, and never a wrong answer. What is read is right, absent, or
// store_corrupt.
#include <algorithm>
#include <functional>
#include <random>

#include "support.hpp"

namespace fs = std::filesystem;
using namespace flowrun::store;
using namespace flowrun::store::test;

namespace {

constexpr int units = 150;

struct Reference {
  std::string database;  // the bytes of a healthy store.db
  std::string data;      // and of its store.data
  RunId run = 0;
  std::vector<RunUnit> run_units;
};

Reference make_reference(const fs::path& path) {
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

void read_everything(const Store& store, const Reference& reference) {
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
  if (const auto run = store.last_run("p"); run && *run) CHECK((*run)->start.file == "f");
  if (const auto stage = store.stage_of(reference.run, "s"); stage && *stage)
    CHECK((*stage)->key_summary == "k");
  CHECK(acceptable(store.published_digest("out"), digest_of("published")));
}

// A whole life with a damaged database: open, read, write, and if it comes to that, set aside and start over.
void live_with(const fs::path& path, const Reference& reference, OpenOptions options) {
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

void damage_and_live(const Damage& damage, int rounds) {
  const TemporaryFolder origin;
  const auto reference = make_reference(origin / "store");
  for (int round = 0; round < rounds; ++round) {
    CAPTURE(round);
    std::mt19937 random(static_cast<unsigned>(round));
    auto bytes = reference.database;
    damage(bytes, random);
    for (const auto check_below : {std::uint64_t{0}, std::uint64_t{64} << 20}) {
      const TemporaryFolder folder;
      write_file(folder / "store/store.db", bytes);
      write_file(folder / "store/store.data", reference.data);
      live_with(folder / "store", reference, {.access = Access::read_write, .check_below = check_below});
    }
  }
}

void damage_data_and_live(const Damage& damage, int rounds) {
  const TemporaryFolder origin;
  const auto reference = make_reference(origin / "store");
  for (int round = 0; round < rounds; ++round) {
    CAPTURE(round);
    std::mt19937 random(static_cast<unsigned>(round));
    auto bytes = reference.data;
    damage(bytes, random);
    const TemporaryFolder folder;
    write_file(folder / "store/store.db", reference.database);
    write_file(folder / "store/store.data", bytes);
    {
      const auto reader = must(Store::open(folder / "store", {.access = Access::read_only}));
      read_everything(reader, reference);
    }
    live_with(folder / "store", reference, {});
    // Whatever was lost is there again.
    auto store = must(Store::open(folder / "store"));
    for (int i = 0; i < units; ++i) store.submit(commit_of(i, 900));
    must(store.flush());
    int missing = 0;
    for (int i = 0; i < units; ++i) {
      const auto expected = commit_of(i, 900);
      if (must(store.find_unit(expected.key)) != expected.record) ++missing;
      if (store.read_payload(expected.payloads[0].digest).value_or("") == *expected.payloads[0].bytes)
        continue;
      // It lay damaged and unread: now it is known, and the next commit mends it.
      store.submit(expected);
      must(store.flush());
      if (store.read_payload(expected.payloads[0].digest).value_or("") != *expected.payloads[0].bytes)
        ++missing;
    }
    CHECK(missing == 0);
  }
}

std::size_t any_place(const std::string& bytes, std::mt19937& random, std::size_t from = 0) {
  return std::uniform_int_distribution<std::size_t>(from, bytes.size() - 1)(random);
}

// Always to another value.
void change(char& byte, std::mt19937& random) {
  byte = static_cast<char>(static_cast<unsigned>(byte) ^ (1 + random() % 255));
}

}  // namespace

TEST_CASE("a truncated database") {
  damage_and_live([](std::string& bytes, std::mt19937& random) { bytes.resize(any_place(bytes, random)); },
                  10);
}

TEST_CASE("a database with an overwritten header") {
  damage_and_live(
      [](std::string& bytes, std::mt19937& random) {
        for (std::size_t i = 0; i < 100; ++i) bytes[i] = static_cast<char>(random());
      },
      2);
}

TEST_CASE("a database with one byte changed in its header") {
  damage_and_live([](std::string& bytes, std::mt19937& random) { change(bytes[random() % 100], random); },
                  10);
}

TEST_CASE("a database with a few bytes changed anywhere") {
  damage_and_live(
      [](std::string& bytes, std::mt19937& random) {
        for (int i = 0; i < 20; ++i) change(bytes[any_place(bytes, random, 100)], random);
      },
      10);
}

TEST_CASE("a database with a page of zeros or of noise") {
  damage_and_live(
      [](std::string& bytes, std::mt19937& random) {
        const bool noise = random() % 2;
        const auto page = any_place(bytes, random) / 4096 * 4096;
        for (auto i = page; i < page + 4096; ++i) bytes[i] = noise ? static_cast<char>(random()) : '\0';
      },
      10);
}

TEST_CASE("a database whose pages changed places") {
  damage_and_live(
      [](std::string& bytes, std::mt19937& random) {
        const auto one = any_place(bytes, random, 4096) / 4096 * 4096;
        const auto other = any_place(bytes, random, 4096) / 4096 * 4096;
        std::swap_ranges(bytes.begin() + static_cast<std::ptrdiff_t>(one),
                         bytes.begin() + static_cast<std::ptrdiff_t>(one) + 4096,
                         bytes.begin() + static_cast<std::ptrdiff_t>(other));
      },
      10);
}

TEST_CASE("a data file that was cut off, anywhere and at the edges of entries") {
  damage_data_and_live(
      [](std::string& bytes, std::mt19937& random) { bytes.resize(any_place(bytes, random)); }, 12);
  damage_data_and_live(
      [](std::string& bytes, std::mt19937& random) {
        const auto number = static_cast<int>(random() % units);
        const auto entry =
            place_in(bytes, random() % 2 ? key_of(number) : commit_of(number, 900).payloads[0].digest);
        constexpr std::size_t offsets[] = {0, 1, 7, 8, 39, 40, 41, 48};
        bytes.resize(entry + offsets[random() % std::size(offsets)]);
      },
      12);
  damage_data_and_live([](std::string& bytes, std::mt19937&) { bytes.clear(); }, 1);
}

TEST_CASE("a data file with a few bytes changed anywhere") {
  damage_data_and_live(
      [](std::string& bytes, std::mt19937& random) {
        for (int i = 0; i < 30; ++i) change(bytes[any_place(bytes, random)], random);
      },
      12);
}

TEST_CASE("a data file with heads that promise other sizes") {
  damage_data_and_live(
      [](std::string& bytes, std::mt19937& random) {
        for (int i = 0; i < 20; ++i) {
          const auto number = static_cast<int>(random() % units);
          const auto digest = random() % 2 ? key_of(number) : commit_of(number, 900).payloads[0].digest;
          const auto entry = place_in(bytes, digest);
          if (bytes[entry + 6] == 0) change(bytes[entry + 1 + random() % 5], random);
        }
      },
      12);
}

TEST_CASE("a data file with a piece of zeros or of noise, as a lost write leaves") {
  damage_data_and_live(
      [](std::string& bytes, std::mt19937& random) {
        const bool noise = random() % 2;
        const auto first = any_place(bytes, random) / 4096 * 4096;
        const auto last = std::min(bytes.size(), first + 4096 * (1 + random() % 8));
        for (auto i = first; i < last; ++i) bytes[i] = noise ? static_cast<char>(random()) : '\0';
      },
      12);
}

TEST_CASE("a data file of another store") {
  const TemporaryFolder other;
  {
    auto store = must(Store::open(other / "store"));
    for (int i = 0; i < units; ++i) store.submit(commit_of(i + 1'000, 850));
  }
  const auto data = read_file(other / "store/store.data");
  damage_data_and_live([&](std::string& bytes, std::mt19937&) { bytes = data; }, 1);
}
