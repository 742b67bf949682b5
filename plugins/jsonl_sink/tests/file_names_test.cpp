#include <doctest/doctest.h>

#include <jsonl_sink/file_names.hpp>

TEST_CASE("files have as much of their path for a name as tells them apart") {
  using Names = std::vector<std::string>;
  CHECK(jsonl_sink::short_names({"/home/a/x.jsonl", "/home/a/y.jsonl"}) == Names{"x.jsonl", "y.jsonl"});
  CHECK(jsonl_sink::short_names({"/d/en/t.jsonl", "/d/de/t.jsonl", "/d/m.jsonl"}) ==
        Names{"en/t.jsonl", "de/t.jsonl", "m.jsonl"});
  CHECK(jsonl_sink::short_names({"t.jsonl", "a/t.jsonl"}) == Names{"t.jsonl", "a/t.jsonl"});
  CHECK(jsonl_sink::short_names({"a/t.jsonl", "a/t.jsonl"}) == Names{"t.jsonl", "t.jsonl"});
}
