#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include <jsonl_sink/bad_line.hpp>

using namespace std::string_view_literals;

TEST_CASE("of a line without an example, the first thing that is wrong with it is told") {
  const auto why = [](std::string_view text) {
    return jsonl_sink::no_example({.text = text}, "messages: missing").why;
  };
  CHECK(why("{\"messages\":[") == "not valid JSON: it ends too early, as if it had been cut off");
  CHECK(why("{\"a\":\"\xe9\"}") == "byte 6 of the line is not UTF-8");
  CHECK(why(R"({"a":"\ud83d"})").starts_with("it holds half of a surrogate pair"));
  CHECK(why(R"({"a":"\ud83d\ude00"})") == "messages: missing");
  CHECK(why("{\"a\":\"\0\"}"sv).starts_with("not valid JSON"));
  CHECK(why("\0\0\0"sv).starts_with("nothing but 3 NUL bytes"));
  CHECK(jsonl_sink::no_example({.text = "\0"sv}, "").what_to_do == "cut them off");
  CHECK(jsonl_sink::no_example({.is_too_long = true}, "").why == "it is longer than 256 MiB");
}
