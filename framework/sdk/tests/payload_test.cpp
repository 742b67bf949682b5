#include <atomic>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

#include <flow/payload.hpp>

#include "sample_records.hpp"

using flow::Payload;
using flow::record_type;
using sample::Page;

TEST_CASE("a payload is encoded and decoded only when asked") {
  const auto payload =
      Payload::of_value(record_type<Page>(), std::make_shared<const Page>(Page{.title = "t"}));
  CHECK(*payload->json() == R"({"title":"t","lines":[],"extra":{},"is_last":false})");
  const auto read = Payload::of_json(std::string(*payload->json()));
  const auto value = read->value(record_type<Page>());
  REQUIRE(value);
  CHECK(static_cast<const Page*>(value->get())->title == "t");
  CHECK(read->value(record_type<Page>())->get() == value->get());
}

TEST_CASE("a stored payload is loaded once, and a failed load is an error") {
  int loads = 0;
  const auto payload = Payload::of_stored(10, [&]() -> base::Result<std::string> {
    ++loads;
    return R"({"title":"t","lines":[],"extra":{},"is_last":false})";
  });
  CHECK(loads == 0);
  CHECK(payload->json());
  CHECK(payload->value(record_type<Page>()));
  CHECK(loads == 1);
  const auto lost = Payload::of_stored(
      1, []() -> base::Result<std::string> { return std::unexpected(flow::Error{"gone", "", ""}); });
  CHECK(lost->json().error().problem == "gone");
}

TEST_CASE("bytes of another type are refused with the type named") {
  const auto value = Payload::of_json(R"({"words":3})")->value(record_type<Page>());
  REQUIRE_FALSE(value);
  CHECK(value.error().problem == "a record cannot be read as sample.page/3");
}

TEST_CASE("many threads read one payload") {
  const auto payload = Payload::of_json(R"({"title":"t","lines":[],"extra":{},"is_last":false})");
  std::atomic<int> good = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i) {
      threads.emplace_back([&] {
        const auto value = payload->value(record_type<Page>());
        if (value && payload->json()) ++good;
      });
    }
  }
  CHECK(good == 8);
}

TEST_CASE("a struct with one member more has another layout") {
  flow::detail::LayoutDigest line;
  flow::detail::LayoutDigest page;
  flow::detail::add_layout<sample::Line>(line);
  flow::detail::add_layout<Page>(page);
  CHECK(line.value() != page.value());
  CHECK(record_type<Page>().layout == page.value());
}
