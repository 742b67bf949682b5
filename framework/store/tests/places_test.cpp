// Places, groups, and what is stored again.
#include <utility>

#include "support.hpp"

namespace fs = std::filesystem;
using namespace flowrun::store;
using namespace flowrun::store::test;

TEST_CASE("a found unit knows where its payloads lie, and a wrong place costs nothing but time") {
  const TemporaryFolder folder;
  must(Store::open(folder / "store")).submit(commit_of(1));
  auto store = must(Store::open(folder / "store"));
  store.submit(commit_of(2));
  must(store.flush());
  for (const int number : {1, 2}) {
    const auto expected = commit_of(number);
    const auto found = must(store.find_unit(key_of(number)));
    REQUIRE(found);
    const auto& output = found->outputs[0];
    CHECK(output.place > 0);
    const auto data = read_file(folder / "store/store.data");
    CHECK(output.place == place_in(data, output.digest));
    for (const std::uint64_t place : {output.place, output.place + 1, std::uint64_t{1},
                                      std::uint64_t{1} << 40, std::uint64_t{1} << 63, ~std::uint64_t{0}}) {
      CHECK(must(store.read_payload(output.digest, place)) == *expected.payloads[0].bytes);
      CHECK(must(store.has_payload(output.digest, place)));
      CHECK_FALSE(must(store.has_payload(digest_of("absent"), place)));
    }
  }
}

TEST_CASE("a unit that is submitted after its payloads knows their places, too") {
  const TemporaryFolder folder;
  auto store = must(Store::open(folder / "store"));
  auto commit = commit_of(1);
  store.submit({.payloads = std::exchange(commit.payloads, {})});
  SUBCASE("in the same transaction") {}
  SUBCASE("in a later one") { must(store.flush()); }
  store.submit(commit);
  must(store.flush());
  const auto found = must(store.find_unit(key_of(1)));
  REQUIRE(found);
  CHECK(found->outputs[0].place > 0);
  CHECK(must(store.read_payload(found->outputs[0].digest, found->outputs[0].place)) ==
        *commit_of(1).payloads[0].bytes);
}

TEST_CASE("a group is committed as one and told once") {
  const TemporaryFolder folder;
  auto store = must(Store::open(folder / "store"));
  int group_calls = 0;
  int commit_calls = 0;
  std::vector<Commit> group;
  std::vector<Digest> keys;
  for (int i = 0; i < 10; ++i) {
    group.push_back(commit_of(i));
    if (i % 2)
      group.back().on_durable = [&](const Result<void>& outcome) { commit_calls += outcome.has_value(); };
    keys.push_back(key_of(9 - i));
  }
  keys.push_back(key_of(10));
  store.submit(std::move(group), [&](const Result<void>& outcome) { group_calls += outcome.has_value(); });
  store.submit({}, [&](const Result<void>& outcome) { group_calls += outcome.has_value(); });
  must(store.flush());
  CHECK(group_calls == 2);
  CHECK(commit_calls == 5);
  std::vector<std::optional<UnitRecord>> found;
  for (const Digest& key : keys) found.push_back(must(store.find_unit(key)));
  REQUIRE(found.size() == 11);
  for (int i = 0; i < 10; ++i) CHECK(found[static_cast<std::size_t>(9 - i)] == commit_of(i).record);
  CHECK_FALSE(found[10]);
}

TEST_CASE("what is submitted again does not grow the store, nor does a unit that only took another time") {
  const TemporaryFolder folder;
  const auto submit_all = [&](std::int64_t microseconds) {
    auto store = must(Store::open(folder / "store"));
    for (int round = 0; round < 2; ++round) {
      for (int i = 0; i < 100; ++i) {
        auto commit = commit_of(i);
        commit.record->microseconds = microseconds + round;
        store.submit(std::move(commit));
      }
      must(store.flush());
    }
  };
  submit_all(1);
  const auto data = read_file(folder / "store/store.data");
  const auto database_size = fs::file_size(folder / "store/store.db");
  submit_all(7);
  CHECK(read_file(folder / "store/store.data") == data);
  CHECK(fs::file_size(folder / "store/store.db") == database_size);
}

TEST_CASE("a payload that was found damaged counts as absent in later runs, until it is stored anew") {
  const TemporaryFolder folder;
  const auto commit = commit_of(1);
  const auto& payload = commit.payloads[0];
  must(Store::open(folder / "store")).submit(commit);
  damage_entry(folder / "store", payload.digest, head_size + 10);
  std::uint64_t place = 0;
  {
    auto store = must(Store::open(folder / "store"));
    place = must(store.find_unit(commit.key))->outputs[0].place;
    CHECK(must(store.has_payload(payload.digest, place)));  // nobody has read it yet
    CHECK(store.read_payload(payload.digest, place).error().kind == ErrorKind::not_found);
    must(store.flush());
  }
  {
    auto store = must(Store::open(folder / "store"));
    CHECK_FALSE(must(store.has_payload(payload.digest, place)));
    CHECK_FALSE(must(store.has_payload(payload.digest)));
    store.submit(commit);
  }
  auto store = must(Store::open(folder / "store"));
  CHECK(must(store.has_payload(payload.digest, place)));
  CHECK(must(store.read_payload(payload.digest, place)) == *payload.bytes);
  CHECK(store.notes().empty());
}

TEST_CASE("a payload that is found damaged while a commit of it waits is stored by the next one") {
  const TemporaryFolder folder;
  const auto commit = commit_of(1);
  const auto& payload = commit.payloads[0];
  must(Store::open(folder / "store")).submit(commit);
  damage_entry(folder / "store", payload.digest, head_size + 10);
  auto store = must(Store::open(folder / "store"));
  const auto place = must(store.find_unit(commit.key))->outputs[0].place;
  store.submit(commit);  // finds the head of its payload, and leaves it
  (void)store.read_payload(payload.digest, place);
  store.submit(commit);
  must(store.flush());
  CHECK(must(store.read_payload(payload.digest)) == *payload.bytes);
  CHECK(must(store.has_payload(payload.digest, place)));
}

TEST_CASE("thousands of commits in many transactions are all found, also by who opened the store before") {
  const TemporaryFolder folder;
  auto store = must(Store::open(folder / "store"));
  const auto reader = must(Store::open(folder / "store", {.access = Access::read_only}));
  constexpr int count = 20'000;  // enough for the index to fold several times
  for (int i = 0; i < count; ++i) {
    store.submit(commit_of(i, 20));
    if (i % 3'000 == 2'999) {
      must(store.flush());
      CHECK(must(reader.find_unit(key_of(i))) == commit_of(i, 20).record);
    }
  }
  must(store.flush());
  int missing = 0;
  for (int i = 0; i < count; ++i)
    if (must(store.find_unit(key_of(i))) != commit_of(i, 20).record ||
        must(reader.find_unit(key_of(i))) != commit_of(i, 20).record)
      ++missing;
  CHECK(missing == 0);
  CHECK_FALSE(must(store.find_unit(key_of(count))));
}
