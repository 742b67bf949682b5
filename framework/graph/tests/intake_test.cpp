#include "intake.hpp"

#include <algorithm>
#include <random>
#include <thread>

#include <doctest/doctest.h>

#include <test_support/temporary_folder.hpp>

using namespace flowrun::graph;

namespace {

std::vector<std::string> keys_in_order(Intake& intake) {
  std::vector<std::string> keys;
  auto reader = intake.read();
  while (true) {
    auto entry = reader->next();
    REQUIRE(entry);
    if (!*entry) return keys;
    CHECK((**entry).digest == flowrun::store::digest_of((**entry).key));
    keys.push_back((**entry).key);
  }
}

}  // namespace

TEST_CASE(
    "records are read in order, however many were spilled to disk and by however many threads they came") {
  for (const std::size_t in_memory : {2, 100, 100000}) {
    std::vector<int> numbers(5000);
    for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = static_cast<int>(i);
    std::ranges::shuffle(numbers, std::mt19937(11));
    const test_support::TemporaryFolder folder;
    Intake intake(folder.path(), in_memory);
    std::vector<std::thread> threads;
    for (std::size_t t = 0; t < 4; ++t) {
      threads.emplace_back([&, t] {
        for (std::size_t i = t; i < numbers.size(); i += 4) {
          const std::string key =
              std::string(static_cast<std::size_t>(numbers[i] % 40), 'k') + std::to_string(numbers[i]);
          intake.add({Order::of_source(static_cast<std::uint64_t>(numbers[i])), key,
                      flowrun::store::digest_of(key), 1});
        }
      });
    }
    for (auto& thread : threads) thread.join();
    CHECK(intake.count() == numbers.size());
    const auto keys = keys_in_order(intake);
    REQUIRE(keys.size() == numbers.size());
    for (std::size_t i = 0; i < keys.size(); ++i)
      CHECK(keys[i] == std::string(i % 40, 'k') + std::to_string(i));
    CHECK(keys_in_order(intake) == keys);  // a second reading gives the same
  }
}

TEST_CASE("where the folder for spilling cannot be made, the system's own serves") {
  Intake intake("/proc/no/such/folder", 1);
  intake.add({Order::of_source(1), "a", flowrun::store::digest_of("a"), 1});
  intake.add({Order::of_source(0), "b", flowrun::store::digest_of("b"), 1});
  CHECK(keys_in_order(intake) == std::vector<std::string>{"b", "a"});
}
