#include "content.hpp"

#include <atomic>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

#include <store/store.hpp>
#include <test_support/temporary_folder.hpp>

#include "sample_batches.hpp"

using flow::record_type;
using flowrun::graph::Arena;
using flowrun::graph::Content;
using flowrun::graph::StoredAt;
using sample::Page;

namespace {

Content& page_in(Arena& arena, Page page) {
  const auto& type = record_type<Page>();
  return arena.content(type, ::new (arena.room(type.size, type.alignment)) Page(std::move(page)));
}

const Page& page_of(const Content& content) {
  const auto value = content.value(record_type<Page>());
  REQUIRE(value);
  return *static_cast<const Page*>(*value);
}

}  // namespace

TEST_CASE("a value is encoded and bytes are decoded only when asked, and once") {
  Arena arena;
  const Content& content = page_in(arena, {.title = "a title too long to lie inside a string", .number = 7});
  CHECK_FALSE(content.has_made_json());
  const auto json = content.json();
  REQUIRE(json);
  CHECK(*json == R"({"title":"a title too long to lie inside a string","number":7})");
  CHECK(content.json()->data() == json->data());
  CHECK(content.digest() == flowrun::store::digest_of(*json));

  const Content& bytes = arena.content(*json);
  CHECK(page_of(bytes).number == 7);
  CHECK(&page_of(bytes) == &page_of(bytes));
  CHECK(bytes.json()->data() == json->data());
}

TEST_CASE("what lies in the store is loaded when asked, and a failed load is an error") {
  const test_support::TemporaryFolder folder;
  auto store = flowrun::store::Store::open(folder / "store");
  REQUIRE(store);
  const std::string json = R"({"title":"t","number":1})";
  const auto digest = flowrun::store::digest_of(json);
  store->submit({.payloads = {{digest, std::make_shared<const std::string>(json)}}});
  const StoredAt place{&*store, digest, json.size()};
  const StoredAt nowhere{&*store, flowrun::store::digest_of("nothing"), 7};
  Arena arena;
  const Content& content = arena.content(place);
  CHECK(content.digest() == digest);
  CHECK(page_of(content).title == "t");
  CHECK(*content.json() == json);
  CHECK_FALSE(arena.content(nowhere).json());
}

TEST_CASE("a value that was left to the store is read from there") {
  const test_support::TemporaryFolder folder;
  auto store = flowrun::store::Store::open(folder / "store");
  REQUIRE(store);
  Arena arena;
  Content& content = page_in(arena, {.title = "kept", .number = 2});
  const std::string json(*content.json());
  const StoredAt place{&*store, flowrun::store::digest_of(json), json.size()};
  store->submit({.payloads = {{place.digest, std::make_shared<const std::string>(json)}}});
  content.leave_to_store(place);
  CHECK(content.stored() == &place);
  CHECK(page_of(content).title == "kept");
}

TEST_CASE("bytes of another type are refused with the type named") {
  Arena arena;
  const auto value = arena.content(R"({"words":3})").value(record_type<Page>());
  REQUIRE_FALSE(value);
  CHECK(value.error().problem == "a record cannot be read as sample.page/3");
}

TEST_CASE("many threads read one content") {
  Arena arena;
  const Content& content = arena.content(R"({"title":"t","number":3})");
  std::atomic<int> good = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i) {
      threads.emplace_back([&] {
        const auto value = content.value(record_type<Page>());
        if (value && content.json() && content.digest()) ++good;
      });
    }
  }
  CHECK(good == 8);
}

TEST_CASE("an arena takes contents back to a mark, and destroys what they own") {
  Arena arena;
  page_in(arena, {.title = std::string(100, 'x'), .number = 1});
  const void* mark = arena.mark();
  page_in(arena, {.title = std::string(100, 'y'), .number = 2});
  arena.take_back_to(mark);
  CHECK(arena.mark() == mark);
}
