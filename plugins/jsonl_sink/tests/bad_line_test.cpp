#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include <jsonl_sink/bad_line.hpp>

using namespace std::string_view_literals;

namespace {

constexpr jsonl_sink::LinePlace place{"a.jsonl", 7};

std::string told(std::string_view text, const jsonl_sink::LineFault& fault = {"messages", "missing"}) {
  const base::Error error = jsonl_sink::no_example({.text = text}, place, fault);
  return error.problem + " (" + error.why + ")";
}

}  // namespace

TEST_CASE("of a line without an example, the first thing that is wrong with it is told, with its place") {
  CHECK(told("{\"messages\":[") ==
        "a.jsonl:7:14: no example (not valid JSON: it ends here, as if it had been cut off)");
  CHECK(told("{\"é\":\"\xe9\"}") == "a.jsonl:7:7: no example (byte 7 of the line is not UTF-8)");
  CHECK(
      told(R"({"a":"\ud83d"})") ==
      "a.jsonl:7:7: no example (not valid JSON: half of a surrogate pair (\\ud83d), which is no character)");
  CHECK(told(R"({"a":"\ud83d\ude00"})") == "a.jsonl:7:1: no example (messages: missing)");
  CHECK(told("{\"a\":\"\0\"}"sv) == "a.jsonl:7:7: no example (not valid JSON: a NUL byte)");
  CHECK(told("\0\0\0"sv).starts_with("a.jsonl:7:1: no example (nothing but 3 NUL bytes"));
  CHECK(told("{\"a\":\0\0"sv).contains(":7:6: no example (not valid JSON: it ends here"));
  CHECK(told("{\"a\":\0\0"sv).contains("and 2 NUL bytes follow"));
  CHECK(told("{\0\"\0a\0\"\0"sv).contains("it is UTF-16, and JSON Lines is UTF-8"));
  CHECK(jsonl_sink::no_example({.text = "\0"sv}, place, {}).what_to_do == "cut them off");
  CHECK(jsonl_sink::no_example({.is_too_long = true}, place, {}).why == "it is longer than 256 MiB");
}

TEST_CASE("what is wrong with a value is told at the value, in characters") {
  const std::string line = R"({"é": 1, "messages": [{"role": "user", "content": 7}]})";
  CHECK(told(line, {"messages[0].content", "7 is no text"}) ==
        "a.jsonl:7:51: no example (messages[0].content: 7 is no text)");
  CHECK(told("7", {"", "7 is no object"}) == "a.jsonl:7:1: no example (7 is no object)");
}

TEST_CASE("NUL bytes around an example are named beside it") {
  const auto said = [](std::string_view text) {
    const auto error = jsonl_sink::nul_bytes({.text = text}, place);
    return error ? error->problem + " (" + error->why : "";
  };
  CHECK(said("{}").empty());
  CHECK(said("{}\0\0\0"sv).starts_with("a.jsonl:7:3: NUL bytes (3 of them follow the example"));
  CHECK(said("\0\0{}"sv).starts_with("a.jsonl:7:1: NUL bytes (2 of them stand around the example"));
}
