#include <chrono>
#include <future>

#include "support.hpp"

namespace fs = std::filesystem;
using namespace flowrun::store;
using namespace flowrun::store::test;

namespace {

constexpr std::size_t large = 200'000;  // kept as an object

UnitRecord rich_record() {
  return {.outcome = Outcome::emitted,
          .reason = "",
          .transient = false,
          .outputs = {{1, 7, "a/b.rs#1", digest_of("x"), 12, "chat.example/1"},
                      {0, 4'000'000'000, std::string("nul\0inside", 10), digest_of("y"), 1ULL << 40, ""}},
          .microseconds = 123'456'789'012,
          .build_id = "0123abcd",
          .stage_type = "git_miner"};
}

}  // namespace

TEST_CASE(
    "a unit comes back as it was submitted: before the commit, after it, and in another process's life") {
  const TemporaryFolder folder;
  const UnitRecord failed{.outcome = Outcome::failed,
                          .reason = "cargo: no such command\nline two",
                          .transient = true,
                          .outputs = {},
                          .microseconds = 5,
                          .build_id = "b",
                          .stage_type = "cargo_evaluator"};
  {
    auto store = must(Store::open(folder / "store"));
    store.submit({.key = key_of(1), .record = rich_record(), .payloads = {}, .on_durable = {}});
    store.submit({.key = key_of(2), .record = failed, .payloads = {}, .on_durable = {}});
    CHECK(must(store.find_unit(key_of(1))) == rich_record());
    must(store.flush());
    CHECK(must(store.find_unit(key_of(1))) == rich_record());
    CHECK(must(store.find_unit(key_of(2))) == failed);
    CHECK_FALSE(must(store.find_unit(key_of(3))));
  }
  const auto store = must(Store::open(folder / "store", {.access = Access::read_only}));
  CHECK(must(store.find_unit(key_of(1))) == rich_record());
  CHECK(must(store.find_unit(key_of(2))) == failed);
  CHECK(store.notes().empty());
}

TEST_CASE("what is still queued when a store is closed is committed") {
  const TemporaryFolder folder;
  {
    auto store = must(Store::open(folder / "store"));
    for (int i = 0; i < 500; ++i) store.submit(commit_of(i));
  }
  const auto store = must(Store::open(folder / "store"));
  for (int i = 0; i < 500; ++i) CHECK(must(store.find_unit(key_of(i))) == commit_of(i).record);
}

TEST_CASE("a later commit of the same unit replaces the earlier one") {
  const TemporaryFolder folder;
  auto store = must(Store::open(folder / "store"));
  auto first = commit_of(1);
  auto second = commit_of(2);
  second.key = first.key;
  store.submit(first);
  SUBCASE("in the same transaction") {}
  SUBCASE("in a later one") { must(store.flush()); }
  store.submit(second);
  CHECK(must(store.find_unit(first.key)) == second.record);
  must(store.flush());
  CHECK(must(store.find_unit(first.key)) == second.record);
  CHECK(must(store.producers_of(first.record->outputs[0].digest)).empty());
  CHECK(must(store.producers_of(second.record->outputs[0].digest)) == std::vector{first.key});
}

TEST_CASE("payloads come back, small and large, queued and committed") {
  const TemporaryFolder folder;
  auto store = must(Store::open(folder / "store"));
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{1}, std::size_t{65'536}, std::size_t{65'537}, large}) {
    const auto commit = commit_of(static_cast<int>(size), size);
    const auto& payload = commit.payloads[0];
    CHECK_FALSE(must(store.has_payload(payload.digest)));
    store.submit(commit);
    CHECK(must(store.has_payload(payload.digest)));
    CHECK(must(store.read_payload(payload.digest)) == *payload.bytes);
    must(store.flush());
    CHECK(must(store.has_payload(payload.digest)));
    CHECK(must(store.read_payload(payload.digest)) == *payload.bytes);
    CHECK(store.objects().path_of(payload.digest).has_value() == (size > 65'536));
  }
  const auto absent = store.read_payload(digest_of("absent"));
  REQUIRE_FALSE(absent);
  CHECK(absent.error().kind == ErrorKind::not_found);
}

TEST_CASE("on_durable is called once for each commit, when it is on disk") {
  const TemporaryFolder folder;
  auto store = must(Store::open(folder / "store"));
  const auto reader = must(Store::open(folder / "store", {.access = Access::read_only}));
  std::promise<bool> seen_by_another_reader;
  auto commit = commit_of(1);
  int calls = 0;
  commit.urgent = true;
  commit.on_durable = [&](const Result<void>& outcome) {
    ++calls;
    seen_by_another_reader.set_value(outcome &&
                                     reader.find_unit(key_of(1)).value_or(std::nullopt).has_value());
  };
  store.submit(commit);
  CHECK(seen_by_another_reader.get_future().get());  // without a flush: urgent
  must(store.flush());
  CHECK(calls == 1);
}

TEST_CASE("a commit that is not urgent becomes durable without a flush") {
  const TemporaryFolder folder;
  auto store = must(Store::open(folder / "store"));
  std::promise<void> durable;
  auto commit = commit_of(1);
  commit.on_durable = [&](const Result<void>& outcome) {
    if (outcome) durable.set_value();
  };
  store.submit(commit);
  // The promise is 100 ms; the limit here only keeps a failure from hanging on a busy machine.
  CHECK(durable.get_future().wait_for(std::chrono::seconds(20)) == std::future_status::ready);
}

TEST_CASE("a store opened for reading refuses to write, and says so") {
  const TemporaryFolder folder;
  (void)must(Store::open(folder / "store"));
  auto store = must(Store::open(folder / "store", {.access = Access::read_only}));
  auto commit = commit_of(1);
  ErrorKind kind{};
  commit.on_durable = [&](const Result<void>& outcome) { kind = outcome.error().kind; };
  store.submit(commit);
  CHECK(kind == ErrorKind::no_permission);
  CHECK_FALSE(must(store.find_unit(commit.key)));
  CHECK(store.begin_run({}).error().kind == ErrorKind::no_permission);
}

TEST_CASE("a damaged unit counts as absent, is noted, and can be computed anew") {
  const TemporaryFolder folder;
  must(Store::open(folder / "store")).submit(commit_of(1));
  std::size_t offset = 0;
  SUBCASE("its kind") { offset = 0; }
  SUBCASE("its size") { offset = 1; }
  SUBCASE("its size, beyond the file") { offset = 6; }
  SUBCASE("its key") { offset = 8; }
  SUBCASE("its seal") { offset = head_size; }
  SUBCASE("its outcome") { offset = head_size + 8; }
  SUBCASE("the size of its reason") { offset = head_size + 18; }
  SUBCASE("its outputs") { offset = head_size + 60; }
  damage_entry(folder / "store", key_of(1), offset);
  auto store = must(Store::open(folder / "store"));
  CHECK_FALSE(must(store.find_unit(key_of(1))));
  REQUIRE(store.notes().size() == 1);
  CHECK(store.notes()[0].contains(key_of(1).hex()));
  store.submit(commit_of(1));
  must(store.flush());
  CHECK(must(store.find_unit(key_of(1))) == commit_of(1).record);
}

TEST_CASE("a damaged payload counts as absent, is noted, and is written again by the next commit") {
  const TemporaryFolder folder;
  const auto small_commit = commit_of(1);
  const auto large_commit = commit_of(2, large);
  {
    auto store = must(Store::open(folder / "store"));
    store.submit(small_commit);
    store.submit(large_commit);
    must(store.flush());
    const auto object = *store.objects().path_of(large_commit.payloads[0].digest);
    fs::permissions(object, fs::perms::owner_write, fs::perm_options::add);
    write_file(object, "short");
  }
  damage_entry(folder / "store", small_commit.payloads[0].digest, head_size);
  auto store = must(Store::open(folder / "store"));
  for (const auto& commit : {small_commit, large_commit}) {
    const auto& payload = commit.payloads[0];
    CHECK(store.read_payload(payload.digest).error().kind == ErrorKind::not_found);
    store.submit(commit);
    must(store.flush());
    CHECK(must(store.read_payload(payload.digest)) == *payload.bytes);
  }
  CHECK(store.notes().size() == 2);
}

TEST_CASE("many damaged units make a short list of notes") {
  const TemporaryFolder folder;
  {
    auto store = must(Store::open(folder / "store"));
    for (int i = 0; i < 100; ++i) store.submit(commit_of(i));
  }
  for (int i = 0; i < 100; ++i) damage_entry(folder / "store", key_of(i), head_size);
  auto store = must(Store::open(folder / "store"));
  for (int i = 0; i < 100; ++i) CHECK_FALSE(must(store.find_unit(key_of(i))));
  CHECK(store.notes().size() < 20);
  CHECK(store.notes().back().contains("more"));
}

TEST_CASE("payloads can be kept without a unit") {
  const TemporaryFolder folder;
  const auto digest = digest_of("bytes of an uncached stage");
  {
    auto store = must(Store::open(folder / "store"));
    store.submit({.payloads = {{digest, std::make_shared<const std::string>("bytes of an uncached stage")}}});
    CHECK(must(store.read_payload(digest)) == "bytes of an uncached stage");
    CHECK_FALSE(must(store.find_unit(Digest{})));
  }
  CHECK(must(must(Store::open(folder / "store")).read_payload(digest)) == "bytes of an uncached stage");
}
