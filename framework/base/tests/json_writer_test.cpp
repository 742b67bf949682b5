#include <cmath>
#include <iterator>
#include <limits>
#include <map>
#include <optional>
#include <random>
#include <vector>

#include <doctest/doctest.h>

#include <base/json.hpp>
#include <base/json_text.hpp>
#include <base/json_writer.hpp>

using base::JsonWriter;

namespace {

void write_sample(JsonWriter& json) {
  json.begin_object();
  json.member("name", "a\tb");
  json.member("list", std::vector<int>{1, 2});
  json.member("none", std::optional<int>());
  json.key("empty").begin_array().end_array();
  json.key("inner").begin_object().member("yes", true).end_object();
  json.key("raw").raw("{\"x\":1}");
  json.end_object();
}

}  // namespace

TEST_CASE("compact text has no white space") {
  JsonWriter json;
  write_sample(json);
  CHECK(json.text() ==
        R"({"name":"a\tb","list":[1,2],"none":null,"empty":[],"inner":{"yes":true},"raw":{"x":1}})");
}

TEST_CASE("indented text has one member or item a line") {
  JsonWriter json(JsonWriter::Layout::indented);
  write_sample(json);
  CHECK(json.text() == R"({
  "name": "a\tb",
  "list": [
    1,
    2
  ],
  "none": null,
  "empty": [],
  "inner": {
    "yes": true
  },
  "raw": {"x":1}
})");
}

TEST_CASE("what is written is read back as the same value") {
  const auto value = base::parse_json(R"([{"a":{"b":[]}},[[1],[2,3]],"\u0000",-1.5e-7,null])");
  REQUIRE(value);
  for (const auto layout : {JsonWriter::Layout::compact, JsonWriter::Layout::indented}) {
    const auto again = base::parse_json(JsonWriter(layout).json(*value).text());
    REQUIRE(again);
    CHECK(*again == *value);
  }
}

TEST_CASE("control characters are escaped, everything else is copied") {
  std::string all;
  for (char c = 0; c < 0x20; ++c) all += c;
  CHECK(
      base::json_string(all) ==
      R"("\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\t\n\u000b\f\r\u000e\u000f)"
      R"(\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f")");
  CHECK(base::json_string("\"\\/\x7f\u00e9\U0001F600") == "\"\\\"\\\\/\x7f\u00e9\U0001F600\"");
}

TEST_CASE("numbers have the shortest spelling that reads back") {
  CHECK(base::json_number(0.1) == "0.1");
  CHECK(base::json_number(1e300) == "1e+300");
  CHECK(base::json_number(-0.0) == "0");
  CHECK(base::json_number(3) == "3");
  CHECK(base::json_number(std::nan("")) == "null");
  CHECK(JsonWriter().any(std::numeric_limits<std::uint64_t>::max()).text() == "18446744073709551615");
  CHECK(JsonWriter().any(std::numeric_limits<std::int64_t>::min()).text() == "-9223372036854775808");
}

TEST_CASE("strings of any length are escaped as byte by byte") {
  std::mt19937_64 random(5);
  static constexpr std::string_view pieces[] = {"\"",
                                                "\\",
                                                "\n",
                                                "\t",
                                                "\x01",
                                                std::string_view("\0", 1),
                                                "\x1f",
                                                "\x7f",
                                                "\xff",
                                                "\u00e9",
                                                "/",
                                                "a",
                                                "fifteen letters",
                                                "a text that is longer than one block"};
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    for (auto n = random() % 40; n > 0; --n) text += pieces[random() % std::size(pieces)];
    std::string escaped = "\"";
    for (const char c : text) {
      static constexpr std::string_view special = "\"\\\n\t\r\b\f";
      if (const auto at = special.find(c); at != std::string_view::npos) {
        escaped += {'\\', "\"\\ntrbf"[at]};
      } else if (c >= 0 && c < 0x20) {
        escaped += {'\\', 'u', '0', '0', c < 0x10 ? '0' : '1', "0123456789abcdef"[c % 16]};
      } else {
        escaped += c;
      }
    }
    CHECK(base::json_string(text) == escaped + "\"");
  }
}
