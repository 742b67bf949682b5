#include "json_place.hpp"

#include <string>

#include <doctest/doctest.h>

#include <base/json.hpp>

using jsonl_sink::find_json_fault;
using jsonl_sink::place_of;

TEST_CASE("the first fault of a JSON text has its place and its name") {
  struct Case {
    std::string text;
    std::size_t at;
    std::string what;
  };
  const std::string deep(300, '[');
  for (const Case& c : {Case{R"({"a":)", 5, "it ends here"},
                        {R"({"a":"b)", 7, "it ends here"},
                        {R"({"a":fal)", 8, "it ends here"},
                        {"", 0, "it ends here"},
                        {R"({"a" 1})", 5, "a colon"},
                        {R"({"a":1 "b":2})", 7, "a comma or a closing brace"},
                        {R"([1 2])", 3, "a comma or a closing bracket"},
                        {R"({a:1})", 1, "a key in quotes"},
                        {R"({"a":1}{})", 7, "it should end here"},
                        {R"([01])", 1, "a number that begins with 0"},
                        {R"([1.])", 3, "a digit"},
                        {R"([1e999])", 1, "beyond what a double holds"},
                        {R"([NaN])", 1, "a value is missing"},
                        {R"(["\x"])", 2, "a backslash"},
                        {R"(["\u12"])", 2, "four hexadecimal"},
                        {R"(["a\ud83d"])", 3, "half of a surrogate pair (\\ud83d)"},
                        {R"(["\ude00"])", 2, "half of a surrogate pair"},
                        {"[\"a\tb\"]", 3, "a control character (0x09)"},
                        {std::string("[\0]", 3), 1, "a NUL byte"},
                        {deep, 201, "within each other"}}) {
    CAPTURE(c.text);
    const auto fault = find_json_fault(c.text);
    REQUIRE(fault);
    CHECK(fault->at == c.at);
    CHECK(fault->what.contains(c.what));
    CHECK_FALSE(base::is_json(c.text));
  }
}

TEST_CASE("what the parser takes has no fault") {
  const std::string nested = std::string(200, '[') + std::string(200, ']');
  for (const std::string& text :
       {std::string(R"( {"a":[1,-0.5e+3,true,false,null,"\ud83d\ude00\n"],"b":{}} )"), std::string("7"),
        nested}) {
    CAPTURE(text);
    CHECK(base::is_json(text));
    CHECK_FALSE(find_json_fault(text));
  }
}

TEST_CASE("a path leads to its value, or to the innermost one around it") {
  const std::string text = R"({"a": [{"b": 1}, {"bc": [2, 3]}], "messages": 5})";
  CHECK(place_of(text, "") == 0);
  CHECK(place_of(text, "a[0].b") == text.find('1'));
  CHECK(place_of(text, "a[1].bc[1]") == text.find('3'));
  CHECK(place_of(text, "messages") == text.find('5'));
  CHECK(place_of(text, "a[1].none") == text.find("{\"bc"));
  CHECK(place_of(text, "none") == 0);
}
