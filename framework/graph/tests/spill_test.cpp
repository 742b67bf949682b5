#include "spill.hpp"

#include <array>

#include <doctest/doctest.h>
#include <unistd.h>

#include <store/store.hpp>
#include <test_support/temporary_folder.hpp>

#include "sample_batches.hpp"

using namespace flowrun::graph;
using flowrun::store::digest_of;

namespace {

struct Spilling {
  test_support::TemporaryFolder folder;
  flowrun::store::Store store = std::move(*flowrun::store::Store::open(folder / "store"));
  SpillFile file{folder / "tmp"};
};

SpilledRun spill(SpillFile& file, const Message& message) {
  file.begin_run();
  for (const Record& record : message.records) REQUIRE(file.add(record));
  const auto run = file.end_run();
  REQUIRE(run);
  return *run;
}

std::vector<std::string> keys_of(SpillReader& reader) {
  std::vector<std::string> keys;
  Batch batch;
  while (true) {
    const auto read = reader.next(batch);
    REQUIRE(read);
    if (!*read) return keys;
    keys.emplace_back(batch.own.back().key);
  }
}

}  // namespace

TEST_CASE("each kind of content comes back from a file with what was known of it") {
  Spilling spilling;
  const std::string json = R"({"title":"t","number":1})";
  const auto digest = digest_of(json);
  spilling.store.submit({.payloads = {{digest, std::make_shared<const std::string>(json)}}});
  const StoredAt place{&spilling.store, digest, json.size()};
  const auto& type = flow::record_type<sample::Page>();

  Batch batch;
  const auto add = [&](std::string_view key, const Content& content, std::uint16_t port) {
    batch.own.push_back({.key = key, .number = "number", .content = &content, .bytes = 1, .port = port});
  };
  const auto page = [&]() -> Content& {
    return batch.arena.content(type,
                               ::new (batch.arena.room(type.size, type.alignment)) sample::Page("t", 1));
  };
  add("value", page(), 0);
  add("value that was digested", page(), 1);
  CHECK(batch.own.back().content->digest() == digest);
  add("text", batch.arena.content(json), 2);
  Content& known = batch.arena.content(json);
  known.know_digest(digest);
  add("text with a digest", known, 3);
  add("stored", batch.arena.content(place), 4);
  add("", batch.arena.content(std::string_view("")), 5);
  Message message;
  message.records = batch.own;

  SpillReader reader(spilling.file, spill(spilling.file, message), spilling.store);
  Batch back;
  for (const Record& record : batch.own) {
    CAPTURE(record.key);
    REQUIRE(reader.next(back).value_or(false));
    const Record& read = back.own.back();
    CHECK(read.key == record.key);
    CHECK(read.number == "number");
    CHECK(read.port == record.port);
    CHECK(read.content->knows_digest() == record.content->knows_digest());
    CHECK((read.content->stored() != nullptr) == (record.content->stored() != nullptr));
    CHECK(read.content->json() == record.content->json());
    CHECK(read.content->digest() == record.content->digest());
  }
  CHECK(reader.next(back) == false);
}

TEST_CASE("runs of one file are read apart, each as often as one likes") {
  Spilling spilling;
  const auto first = spill(spilling.file, *sample::message_of({{.key = "a"}, {.key = "b"}}));
  const auto none = spill(spilling.file, Message());
  const auto second = spill(
      spilling.file, *sample::message_of({{.key = "c", .json = std::string(3 << 20, ' ')}, {.key = "d"}}));
  const auto read = [&](SpilledRun run) {
    SpillReader reader(spilling.file, run, spilling.store);
    return keys_of(reader);
  };
  CHECK(read(second) == std::vector<std::string>{"c", "d"});
  CHECK(read(none).empty());
  CHECK(read(first) == std::vector<std::string>{"a", "b"});
  CHECK(read(first) == std::vector<std::string>{"a", "b"});
}

TEST_CASE("a file that is shorter than what was written is an error") {
  Spilling spilling;
  const auto run =
      spill(spilling.file, *sample::message_of({{.key = "a"}, {.key = "b", .json = std::string(1000, 'x')}}));
  REQUIRE(::ftruncate(spilling.file.descriptor(), run.end - 10) == 0);
  SpillReader reader(spilling.file, run, spilling.store);
  Batch batch;
  CHECK(reader.next(batch) == true);
  const auto read = reader.next(batch);
  REQUIRE_FALSE(read);
  CHECK(read.error().problem == "cannot read back spilled records");
  CHECK(batch.own.size() == 1);
}

TEST_CASE("a damaged file is an error, not a record of many gigabytes") {
  Spilling spilling;
  const auto run = spill(spilling.file, *sample::message_of({{.key = "a"}, {.key = "b"}}));
  std::array<char, 24> ones{};
  ones.fill('\xff');
  REQUIRE(::pwrite(spilling.file.descriptor(), ones.data(), ones.size(), run.begin) == 24);
  SpillReader reader(spilling.file, run, spilling.store);
  Batch batch;
  CHECK_FALSE(reader.next(batch));
}
