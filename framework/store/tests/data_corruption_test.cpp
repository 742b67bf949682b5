// Damaged data files: never a crash, and never a wrong answer. What was lost is computed anew.
#include <iterator>

#include "corruption.hpp"

using namespace flowrun::store;
using namespace flowrun::store::test;

namespace {

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

}  // namespace

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
