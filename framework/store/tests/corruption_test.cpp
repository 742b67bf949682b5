// Damaged databases: never a crash, and never a wrong answer. What is read is right, absent, or
// store_corrupt.
#include "corruption.hpp"

using namespace flowrun::store;
using namespace flowrun::store::test;

namespace {

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
