// Many threads on one store. Also built with ThreadSanitizer.
#include <atomic>
#include <chrono>
#include <functional>
#include <thread>
#include <vector>

#include "store/folder_digest.hpp"
#include "support.hpp"

using namespace flowrun::store;
using namespace flowrun::store::test;

namespace {

void in_threads(int count, const std::function<void(int)>& body) {
  std::vector<std::thread> threads;
  for (int t = 0; t < count; ++t) threads.emplace_back(body, t);
  for (auto& thread : threads) thread.join();
}

constexpr int readers = 6;
constexpr int units = 600;

std::size_t size_of_unit(int number) { return number % 50 == 0 ? 70'000 : 300; }  // some are objects

}  // namespace

TEST_CASE("readers find every unit and its payload from the moment it is submitted") {
  const TemporaryFolder folder;
  auto store = must(Store::open(folder / "store"));
  std::atomic<int> submitted = 0;
  std::atomic<int> durable = 0;
  std::atomic<int> wrong = 0;
  std::thread writer([&] {
    for (int i = 0; i < units; ++i) {
      auto commit = commit_of(i, size_of_unit(i));
      commit.urgent = i % 10 == 0;
      commit.on_durable = [&](const Result<void>& outcome) { outcome ? ++durable : ++wrong; };
      store.submit(std::move(commit));
      submitted = i + 1;
    }
  });
  in_threads(readers, [&](int thread) {
    for (unsigned round = 0; submitted < units || round < 200; ++round) {
      const auto known = static_cast<unsigned>(submitted);
      if (known == 0) continue;
      const auto number = static_cast<int>((round * 7919 + static_cast<unsigned>(thread) * 131) % known);
      const auto expected = commit_of(number, size_of_unit(number));
      if (store.find_unit(key_of(number)).value_or(std::nullopt) != expected.record) ++wrong;
      const auto& payload = expected.payloads[0];
      if (store.read_payload(payload.digest).value_or("") != *payload.bytes) ++wrong;
      if (store.find_unit(key_of(units + number)).value_or(UnitRecord{}).has_value()) ++wrong;
    }
  });
  writer.join();
  must(store.flush());
  CHECK(wrong == 0);
  CHECK(durable == units);
  CHECK(store.notes().empty());
}

TEST_CASE("a reader of its own follows a writer that folds its index again and again") {
  const TemporaryFolder folder;
  auto store = must(Store::open(folder / "store"));
  const auto reader = must(Store::open(folder / "store", {.access = Access::read_only}));
  constexpr int many = 12'000;
  std::atomic<int> durable = 0;
  std::atomic<int> wrong = 0;
  std::thread writer([&] {
    for (int i = 0; i < many; i += 100) {
      std::vector<Commit> group;
      for (int number = i; number < i + 100; ++number) group.push_back(commit_of(number, 60));
      store.submit(std::move(group), [&, i](const Result<void>& outcome) {
        outcome ? void(durable = i + 100) : void(++wrong);
      });
    }
    if (!store.flush()) ++wrong;
  });
  in_threads(3, [&](int thread) {
    for (unsigned round = 0; durable < many || round < 500; ++round) {
      const auto known = static_cast<unsigned>(durable);
      if (known == 0) continue;
      const auto number = static_cast<int>((round * 7919 + static_cast<unsigned>(thread) * 131) % known);
      const auto expected = commit_of(number, 60);
      const auto found = reader.find_unit(expected.key).value_or(std::nullopt);
      if (found != expected.record) {
        ++wrong;
        continue;
      }
      const auto& output = found->outputs[0];
      if (reader.read_payload(output.digest, output.place).value_or("") != *expected.payloads[0].bytes)
        ++wrong;
      if (store.find_unit(expected.key).value_or(std::nullopt) != expected.record) ++wrong;
    }
  });
  writer.join();
  CHECK(wrong == 0);
  CHECK(store.notes().empty());
  CHECK(reader.notes().empty());
}

TEST_CASE("several threads submit, flush and record at once") {
  const TemporaryFolder folder;
  auto store = must(Store::open(folder / "store"));
  const auto run = must(store.begin_run({}));
  std::atomic<int> wrong = 0;
  in_threads(4, [&](int thread) {
    std::vector<RunUnit> recorded;
    for (int i = 0; i < 100; ++i) {
      const int number = thread * 50 + i;  // halves overlap: two threads submit the same unit
      store.submit(commit_of(number));
      recorded.push_back({std::to_string(number), key_of(number), "r", digest_of("i")});
    }
    const auto stage = "stage " + std::to_string(thread);
    if (!store.record_units(run, stage, recorded)) ++wrong;
    if (!store.record_stage(run, stage, {})) ++wrong;
    if (!store.flush()) ++wrong;
    for (int i = 0; i < 100; ++i)
      if (!store.find_unit(key_of(thread * 50 + i)).value_or(std::nullopt)) ++wrong;
  });
  CHECK(wrong == 0);
  CHECK(must(store.stages_of(run)).size() == 4);
  for (int thread = 0; thread < 4; ++thread)
    CHECK(must(store.units_of(run, "stage " + std::to_string(thread))).size() == 100);
}

TEST_CASE("many threads digest the same tree with the store's memory") {
  const TemporaryFolder folder;
  for (int i = 0; i < 20; ++i) write_file(folder / "tree" / std::to_string(i), std::string(1000, 'a'));
  auto store = must(Store::open(folder / "store"));
  const DigestOptions options{.memory = &store.file_memory(), .settled_after = std::chrono::nanoseconds(0)};
  const auto expected = must(digest_path(folder / "tree"));
  std::atomic<int> wrong = 0;
  in_threads(readers, [&](int) {
    for (int i = 0; i < 10; ++i)
      if (digest_path(folder / "tree", options).value_or(Digest{}) != expected) ++wrong;
  });
  CHECK(wrong == 0);
}

TEST_CASE("a damaged payload found by many readers at once is repaired once and for all") {
  const TemporaryFolder folder;
  const auto commit = commit_of(1, 70'000);
  const auto& payload = commit.payloads[0];
  auto store = must(Store::open(folder / "store"));
  store.submit(commit);
  must(store.flush());
  const auto object = *store.objects().path_of(payload.digest);
  std::filesystem::permissions(object, std::filesystem::perms(0644));
  write_file(object, "damaged");
  std::atomic<int> repaired = 0;
  in_threads(readers, [&](int) {
    for (int i = 0; i < 20; ++i) {
      if (store.read_payload(payload.digest)) continue;
      store.submit(commit);
      ++repaired;
    }
  });
  must(store.flush());
  CHECK(repaired > 0);
  CHECK(must(store.read_payload(payload.digest)) == *payload.bytes);
  CHECK(must(store.objects().verify(payload.digest)) == Integrity::intact);
}
