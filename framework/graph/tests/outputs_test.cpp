#include "outputs.hpp"

#include <algorithm>

#include <doctest/doctest.h>

#include <flow/emit.hpp>
#include <store/store.hpp>
#include <test_support/temporary_folder.hpp>

#include "sample_batches.hpp"

using namespace flowrun::graph;
using flowrun::store::digest_of;
using sample::Page;

namespace {

using TwoPorts = flow::Emit<flow::Outputs<flow::Out<Page, "left">, flow::Out<Page, "right">>>;

Plan plan_of_one_stage(bool is_cached) {
  const flow::RecordTypeName page{"sample.page", 3};
  PlannedStage stage{.name = "stage", .is_cached = is_cached};
  stage.type.description.name = "stage";
  stage.type.description.inputs = {{.name = "in", .type = page}};
  stage.type.description.outputs = {{.name = "left", .type = page}, {.name = "right", .type = page}};
  Plan plan;
  plan.stages.push_back(std::move(stage));
  return plan;
}

struct Read {
  std::string key, number, json;
  std::size_t port;
  bool operator==(const Read&) const = default;
};

// The outputs of one stage with two ports, and all that they need. Its input is a record with the key "in".
struct Emitting {
  explicit Emitting(std::size_t memory, bool is_cached = false)
      : plan(plan_of_one_stage(is_cached)), lists(memory) {
    outputs.begin_message(input, path);
    begin();
  }
  void begin() { outputs.begin(input->records[0], stage.plan.is_cached); }
  // Takes what was kept, and reads it in messages of at most five records.
  std::vector<Read> take() {
    std::vector<Read> all;
    for (const auto& list : outputs.take_lists()) {
      while (const auto message = list->next(5, 1 << 20)) {
        CHECK(message->records.size() <= 5);
        is_restored = is_restored || message->is_restored;
        for (const Record& record : message->records) {
          CHECK(record.port == message->port);
          CHECK((record.content->knows_digest() || !stage.plan.is_cached));
          CHECK(record.content->digest() == digest_of(*record.content->json()));
          all.push_back({std::string(record.key), std::string(record.number),
                         std::string(record.content->json().value_or("")), record.port});
        }
      }
    }
    std::ranges::sort(all, {}, [](const Read& read) { return std::pair(read.port, read.number); });
    return all;
  }

  test_support::TemporaryFolder folder;
  flowrun::store::Store store = std::move(*flowrun::store::Store::open(folder / "store"));
  flowrun::plugins::Loader loader;
  RunFault fault;
  LostUnits lost;
  Timers timers{fault};
  Plan plan;
  RunOptions options;
  Memory lists, intakes{1};
  Path path;
  RunServices services{plan,  options, store, folder / "store",         loader, timers, fault, lost,
                       lists, intakes, path,  folder / "store" / "tmp", 0,      {}};
  StageRun stage{services, 0};
  MessagePtr input = sample::message_of({{.key = "in", .json = R"({"title":"in","number":0})"}});
  Outputs outputs{stage};
  TwoPorts emit{outputs};
  bool is_restored = false;
};

// `count` records by value, by text and passed on, through both ports in turns.
void emit_some(TwoPorts& emit, std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) {
    if (i % 3 == 0)
      emit.to<"left">({.title = std::string(50, 'v'), .number = i});
    else if (i % 3 == 1)
      emit.json<"right">(R"({"title":"text","number":)" + std::to_string(i) + "}",
                         "key " + std::to_string(i));
    else
      emit.pass<"left">();
  }
}

std::vector<Read> expected(std::int64_t count) {
  std::vector<Read> all;
  const std::string number(big_endian_text(std::uint64_t{0}));
  for (std::int64_t i = 0; i < count; ++i) {
    const std::string text = std::to_string(i);
    Read read{.key = "in/" + text,
              .number = number + big_endian_text(static_cast<std::uint32_t>(i)),
              .port = i % 3 == 1};
    if (i % 3 == 0) read.json = R"({"title":")" + std::string(50, 'v') + R"(","number":)" + text + "}";
    if (i % 3 == 1) read.json = R"({"title":"text","number":)" + text + "}", read.key = "key " + text;
    if (i % 3 == 2) read.json = R"({"title":"in","number":0})";
    all.push_back(std::move(read));
  }
  std::ranges::sort(all, {}, [](const Read& read) { return std::pair(read.port, read.number); });
  return all;
}

constexpr std::size_t plenty = std::size_t{1} << 30;

}  // namespace

TEST_CASE("what a unit emits comes out by port, in order, whether it stays in memory or goes to disk") {
  for (const std::size_t memory : {plenty, std::size_t{0}}) {
    for (const std::int64_t count : {0, 1, 2, 7, 5000}) {
      Emitting emitting(memory);
      emit_some(emitting.emit, count);
      CHECK(emitting.outputs.emitted() == static_cast<std::size_t>(count));
      emitting.outputs.keep();
      auto read = emitting.take();
      if (count == 1) read.at(0).key += "/0";  // a single one has the key of its input
      CHECK(read == expected(count));
      CHECK_FALSE(emitting.is_restored);
      CHECK(emitting.take().empty());
    }
  }
}

TEST_CASE("a discarded unit leaves nothing, wherever its records were, and takes nothing of others along") {
  for (const std::size_t memory : {plenty, std::size_t{0}}) {
    for (const bool is_cached : {false, true}) {
      Emitting emitting(memory, is_cached);
      emit_some(emitting.emit, 3);
      emitting.outputs.keep();
      emitting.begin();
      emit_some(emitting.emit, 5000);
      emitting.outputs.discard();
      CHECK(emitting.outputs.emitted() == 0);
      emitting.begin();
      emit_some(emitting.emit, 3);
      emitting.outputs.keep();
      const auto read = emitting.take();
      REQUIRE(read.size() == 6);
      for (const Read& one : read) CHECK(std::ranges::count(expected(3), one) == 1);
    }
  }
}

TEST_CASE("what a cached unit emits beyond a measure is left to the store, and is what the store is told") {
  Emitting emitting(plenty, true);
  const auto json_of = [](std::int64_t i) {
    return R"({"title":")" + std::string(100'000, 'v') + R"(","number":)" + std::to_string(i) + "}";
  };
  constexpr std::int64_t count = 25;
  for (std::int64_t i = 0; i < count; ++i)
    emitting.emit.to<"right">({.title = std::string(100'000, 'v'), .number = i});
  emitting.outputs.keep();
  const auto outputs = emitting.outputs.stored_outputs();
  REQUIRE(outputs.size() == count);
  for (std::int64_t i = 0; i < count; ++i) {
    const auto& output = outputs[static_cast<std::size_t>(i)];
    CHECK(output.digest == digest_of(json_of(i)));
    CHECK(output.size == json_of(i).size());
    CHECK(output.port == 1);
    CHECK(output.child == i);
    CHECK(output.key == "in/" + std::to_string(i));
    CHECK(output.type == "sample.page/3");
  }
  CHECK(emitting.outputs.take_payloads().size() < 15);  // the others were handed over
  const auto read = emitting.take();
  REQUIRE(read.size() == count);
  for (std::int64_t i = 0; i < count; ++i) CHECK(read[static_cast<std::size_t>(i)].json == json_of(i));
}

TEST_CASE("records that the store has are restored as they were emitted") {
  Emitting emitting(plenty, true);
  emit_some(emitting.emit, 9);
  emitting.outputs.keep();
  const auto outputs = emitting.outputs.stored_outputs();
  emitting.store.submit({.payloads = emitting.outputs.take_payloads()});
  CHECK(emitting.take() == expected(9));
  CHECK_FALSE(emitting.is_restored);
  emitting.begin();
  for (const auto& output : outputs) emitting.outputs.restore(output);
  emitting.outputs.keep();
  CHECK(emitting.take() == expected(9));
  CHECK(emitting.is_restored);
}
