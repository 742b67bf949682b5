#include "bucket.hpp"

#include <algorithm>
#include <random>

#include <doctest/doctest.h>

#include <store/store.hpp>
#include <test_support/temporary_folder.hpp>

#include "sample_batches.hpp"

using namespace flowrun::graph;

TEST_CASE("a bucket merges its runs on disk with what is in memory, in the order of numbers") {
  const test_support::TemporaryFolder folder;
  const auto store = flowrun::store::Store::open(folder / "store");
  REQUIRE(store);
  for (const std::size_t runs : {0, 1, 7}) {
    constexpr std::uint64_t records = 1000;
    std::vector<std::uint64_t> numbers(records);
    for (std::uint64_t i = 0; i < records; ++i) numbers[i] = i;
    std::ranges::shuffle(numbers, std::mt19937(7));
    SpillFile file(folder / "tmp");
    Bucket bucket;
    const auto share = records / (runs + 1);
    for (std::size_t run = 0; run <= runs; ++run) {
      const auto begin = numbers.begin() + static_cast<std::ptrdiff_t>(run * share);
      const auto end = run == runs ? numbers.end() : begin + static_cast<std::ptrdiff_t>(share);
      if (run < runs) std::sort(begin, end);
      std::vector<sample::Entry> entries;
      for (auto number = begin; number != end; ++number)
        entries.push_back({*number, std::to_string(*number)});
      if (run == runs) {  // what stays in memory comes in several messages, and not sorted
        const auto middle = entries.begin() + static_cast<std::ptrdiff_t>(entries.size() / 2);
        bucket.add(*sample::message_of({entries.begin(), middle}));
        bucket.add(*sample::message_of({middle, entries.end()}));
        continue;
      }
      file.begin_run();
      const auto message = sample::message_of(entries);
      for (const Record& record : message->records) REQUIRE(file.add(record));
      bucket.runs.push_back(*file.end_run());
    }
    for (int readings = 0; readings < 2; ++readings) {
      BucketCursor cursor(bucket, file, *store);
      std::uint64_t read = 0;
      while (true) {
        const auto taken = cursor.next();
        REQUIRE(taken);
        if (!*taken) break;
        CHECK((**taken).record->key == std::to_string(read));
        ++read;
      }
      CHECK(read == records);
    }
  }
}

TEST_CASE("a bucket counts the bytes that it keeps, with those behind what was passed on") {
  const auto original = sample::message_of({{.key = "a", .json = std::string(500, 'x')}, {.key = "b"}});
  Bucket bucket;
  bucket.add(*original);
  CHECK(bucket.bytes == bytes_of(original->records));
  auto batch = std::make_shared<Batch>();
  batch->keep = original->batch;
  batch->own.push_back(original->records[1]);
  Message passed;
  passed.records = batch->own;
  passed.batch = batch;
  Bucket of_passed;
  of_passed.add(passed);
  CHECK(of_passed.bytes == bytes_of(passed.records) + bytes_of(original->records));
}
