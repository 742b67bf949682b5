#include <doctest/doctest.h>

#include <base/json.hpp>

using base::Json;
using base::parse_json;

TEST_CASE("a value is written back with its key order and number spelling, without white space") {
  const auto value = parse_json(
      "{ \"b\": 1.50e+3, \"a\" : [ 1, -0, 123456789012345678901234567890, true, null ] ,\n\"c\": {} }");
  REQUIRE(value);
  CHECK(value->dump() == R"({"b":1.50e+3,"a":[1,-0,123456789012345678901234567890,true,null],"c":{}})");
}

TEST_CASE("strings are escaped as JSON.stringify does") {
  const auto value = parse_json(R"({"k":"a\u0001\n\"\\\/é\u00e9\ud83d\ude00\u007f"})");
  REQUIRE(value);
  CHECK(value->dump() == "{\"k\":\"a\\u0001\\n\\\"\\\\/éé😀\x7f\"}");
}

TEST_CASE("a surrogate without its other half is refused, or read as U+FFFD where that is asked for") {
  CHECK_FALSE(parse_json(R"({"k":"x\ud83d"})"));
  const base::JsonLimits mending{.mends_surrogates = true};
  for (const char* text : {R"({"k":"x\ud83d"})", R"({"k":"x\ude00"})", R"({"k":"x\uD83D"})"}) {
    const auto value = parse_json(text, mending);
    REQUIRE(value);
    CHECK((*value)["k"].string() == "x\uFFFD");
  }
  const auto twice = parse_json(R"({"k":"\ud83d\ud83d\ude00"})", mending);
  REQUIRE(twice);
  CHECK((*twice)["k"].string() == "\uFFFD😀");
  const auto escaped = parse_json(R"({"k":"\\ud83d"})", mending);  // a backslash and letters, no escape
  REQUIRE(escaped);
  CHECK((*escaped)["k"].string() == "\\ud83d");
}

TEST_CASE("broken text is refused") {
  for (const char* text :
       {"",           "{",          "{\"a\":",     "{\"a\":1",    "{\"a\":1}}", "{\"a\":tru}",
        "{\"a\":01}", "{\"a\":1.}", "{\"a\":-}",   "{\"a\":\"x}", "[1,]",       "{\"a\" 1}",
        "{'a':1}",    "nonsense",   "{\"a\":1 2}", "{\"a\":nul}", "\x00",       "{\"a\":\"\xff\"}",
        "[[[[",       "}{"}) {
    INFO(text);
    CHECK_FALSE(parse_json(text));
    CHECK_FALSE(base::is_json(text));
  }
}

TEST_CASE("every truncation of a document is refused") {
  const std::string text = R"({"a":[1,2.5,{"b":"c\u00e9\\"}],"d":true,"e":null,"f":""})";
  REQUIRE(parse_json(text));
  CHECK(base::is_json(text));
  for (std::size_t length = 0; length < text.size(); ++length) {
    INFO(length);
    CHECK_FALSE(parse_json(std::string_view(text).substr(0, length)));
    CHECK_FALSE(base::is_json(std::string_view(text).substr(0, length)));
  }
}

TEST_CASE("a text that was cut off is told as such") {
  for (const char* text : {"{\"a\":fal", "{\"a\":[1,2]", "{\"a\":\"te", "[1,[2", "{", " {\"a\":1 \n"})
    CHECK(base::parse_json(text).error().why == "it ends too early, as if it had been cut off");
  for (const char* text : {"{a}", "[1 2]", "nul", "}"})
    CHECK_FALSE(base::parse_json(text).error().why.contains("cut off"));
}

TEST_CASE("deep nesting is refused instead of exhausting the stack") {
  CHECK_FALSE(parse_json(std::string(5000, '[') + std::string(5000, ']')));
}

TEST_CASE("missing members read as null, whatever the value is") {
  const auto value = parse_json(R"({"a":{"b":1},"t":1e3})");
  REQUIRE(value);
  CHECK((*value)["x"]["y"]["z"].is_null());
  CHECK((*value)["a"]["b"]["c"].string().empty());
  CHECK((*value)["a"]["b"].integer() == 1);
  CHECK((*value)["t"].integer() == 1000);
  CHECK_FALSE((*value)["a"].integer());
}

TEST_CASE("changing strings leaves keys, order and numbers alone") {
  auto value = parse_json(R"({"z":"a","list":["a",{"a":"a"}],"n":1.0})");
  REQUIRE(value);
  for_each_string(*value, [](std::string& text) { text += "!"; });
  CHECK(value->dump() == R"({"z":"a!","list":["a!",{"a":"a!"}],"n":1.0})");
}

TEST_CASE("a document may be a scalar") {
  for (const char* text : {"null", "true", "-1.50e3", "\"a\\n\""}) {
    INFO(text);
    const auto value = parse_json(text);
    REQUIRE(value);
    CHECK(value->dump() == text);
  }
  for (const char* text : {"1 2", "\"a", "nul", "-", "1,"}) {
    INFO(text);
    CHECK_FALSE(parse_json(text));
  }
}

TEST_CASE("a document larger than the limit is not read") {
  const auto value = parse_json("[1,2,3]", {.bytes = 6});
  REQUIRE_FALSE(value);
  CHECK(value.error().text() == "not read as JSON (7 bytes, more than the 6 that are read)");
}

TEST_CASE("a document of more values than the limit is not read") {
  const auto whole = base::parse_json("[1,[2],{\"a\":null}]", {.values = 6});
  REQUIRE(whole);
  CHECK(whole->items.size() == 3);
  const auto none = base::parse_json("[1,[2],{\"a\":null}]", {.values = 5});
  REQUIRE_FALSE(none);
  CHECK(none.error().why == "more than the 5 values that are read");
}

TEST_CASE("members are replaced in place and added at the end") {
  auto value = parse_json(R"({"b":1,"a":2})");
  REQUIRE(value);
  value->set("b", Json::of_string("x"));
  value->set("c", Json::of_number(std::int64_t{3}));
  value->erase("a");
  CHECK(value->dump() == R"({"b":"x","c":3})");
  CHECK(value->has("c"));
  CHECK_FALSE(value->has("a"));
}
