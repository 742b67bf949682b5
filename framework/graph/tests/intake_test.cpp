#include "intake.hpp"

#include <algorithm>
#include <random>
#include <thread>

#include <doctest/doctest.h>

#include <store/store.hpp>
#include <test_support/temporary_folder.hpp>

#include "sample_batches.hpp"

using namespace flowrun::graph;

namespace {

// A store, which intakes need for contents that lie there, and memory for them.
struct Surroundings {
  explicit Surroundings(std::size_t bytes) : memory(bytes) {}
  test_support::TemporaryFolder folder;
  flowrun::store::Store store = std::move(*flowrun::store::Store::open(folder / "store"));
  Memory memory;
  Path begin;
};

std::vector<std::string> keys_in_order(Intake& intake) {
  std::vector<std::string> keys;
  auto reader = intake.read();
  while (true) {
    auto taken = reader->next();
    REQUIRE(taken);
    if (!*taken) return keys;
    const Record& record = *(**taken).record;
    CHECK(*record.content->json() == "\"" + std::string(record.key) + "\"");
    keys.emplace_back(record.key);
  }
}

sample::Entry entry(std::uint64_t number, std::size_t padding) {
  const std::string key = std::string(padding, 'k') + std::to_string(number);
  return {number, key, "\"" + key + "\""};
}

}  // namespace

TEST_CASE("records are read in order, however many went to disk and by however many threads they came") {
  for (const std::size_t padding : {1, 3000}) {  // 3000: more than stays in memory
    std::vector<std::uint64_t> numbers(4000);
    for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = i;
    std::ranges::shuffle(numbers, std::mt19937(11));
    Surroundings around(1);
    Intake intake(around.folder / "tmp", around.store, around.memory);
    std::vector<std::thread> threads;
    for (std::size_t t = 0; t < 4; ++t) {
      threads.emplace_back([&, t] {
        for (std::size_t i = t; i < numbers.size(); i += 4)
          intake.add(*sample::message_of({entry(numbers[i], padding)}), around.begin);
      });
    }
    for (auto& thread : threads) thread.join();
    CHECK(intake.count() == numbers.size());
    const auto keys = keys_in_order(intake);
    REQUIRE(keys.size() == numbers.size());
    for (std::size_t i = 0; i < keys.size(); ++i) CHECK(keys[i] == entry(i, padding).key);
    CHECK(keys_in_order(intake) == keys);  // a second reading gives the same
  }
}

TEST_CASE("one path comes after the other, whatever their records' numbers are") {
  Surroundings around(1 << 20);
  Intake intake(around.folder / "tmp", around.store, around.memory);
  intake.add(*sample::message_of({entry(1, 0), entry(2, 0)}), *around.begin.through(1));
  intake.add(*sample::message_of({entry(8, 0), entry(9, 0)}), *around.begin.through(0));
  CHECK(keys_in_order(intake) == std::vector<std::string>{"8", "9", "1", "2"});
  CHECK(intake.paths() == std::vector<const Path*>{around.begin.through(0), around.begin.through(1)});
}

TEST_CASE("what lies in the store is spilled as its digest alone") {
  Surroundings around(1);
  const std::string json = "\"" + std::string(5000, 'x') + "\"";
  const StoredAt place{&around.store, flowrun::store::digest_of(json), json.size()};
  around.store.submit({.payloads = {{place.digest, std::make_shared<const std::string>(json)}}});
  Intake intake(around.folder / "tmp", around.store, around.memory);
  constexpr std::size_t count = 1000;
  for (std::size_t i = 0; i < count; ++i) {
    auto batch = std::make_shared<Batch>();
    const auto number = big_endian(std::uint64_t{i});
    batch->own.push_back({.key = "k",
                          .number = batch->arena.copy({number.data(), number.size()}),
                          .content = &batch->arena.content(place),
                          .bytes = json.size()});
    Message message;
    message.records = batch->own;
    message.batch = batch;
    intake.add(message, around.begin);
  }
  auto reader = intake.read();
  std::size_t read = 0;
  while (true) {
    const auto taken = reader->next();
    REQUIRE(taken);
    if (!*taken) break;
    ++read;
    CHECK((**taken).record->content->digest() == place.digest);
    CHECK(*(**taken).record->content->json() == json);
  }
  CHECK(read == count);
}

TEST_CASE("where the folder for spilling cannot be made, the system's own serves") {
  Surroundings around(1);
  Intake intake("/proc/no/such/folder", around.store, around.memory);
  for (std::uint64_t i = 10; i-- > 0;) intake.add(*sample::message_of({entry(i, 200'000)}), around.begin);
  const auto keys = keys_in_order(intake);
  REQUIRE(keys.size() == 10);
  CHECK(keys[3] == entry(3, 200'000).key);
}
