#include <string>

#include <doctest/doctest.h>

#include <base/json_difference.hpp>
#include <base/utf8.hpp>

namespace {

base::Json parsed(const std::string& text) {
  auto json = base::parse_json(text);
  REQUIRE(json);
  return *std::move(json);
}

base::JsonDifferences between(const std::string& before, const std::string& now, std::size_t at_most = 10) {
  return json_differences(parsed(before), parsed(now), at_most);
}

using Found = std::vector<base::JsonDifference>;

}  // namespace

TEST_CASE("a field is named by its path, with the value before and now") {
  CHECK(between(R"({"m":[{"r":"a"},{"r":"b","n":1}]})", R"({"m":[{"r":"a"},{"r":"c","n":1}]})").first ==
        Found{{"m[1].r", R"("b")", R"("c")"}});
  CHECK(between(R"({"a b":1,"x":{"":2}})", R"({"a b":true,"x":{"":3}})").first ==
        Found{{R"(["a b"])", "1", "true"}, {R"(x[""])", "2", "3"}});
  CHECK(between("1", R"([1])").first == Found{{"", "1", "[1]"}});
}

TEST_CASE("what came has no value before, what went has none now, and the order of members does not count") {
  CHECK(between(R"({"a":1,"b":2})", R"({"b":2,"c":null})").first == Found{{"c", "", "null"}, {"a", "1", ""}});
  CHECK(between(R"({"a":1,"b":[2]})", R"({"b":[2],"a":1})").count == 0);
}

TEST_CASE("an item more or less in an array is one difference, wherever it stands") {
  CHECK(between("[1,2,3,4]", "[1,9,2,3,4]").first == Found{{"[1]", "", "9"}});
  CHECK(between("[1,2,3,4]", "[2,3,4]").first == Found{{"[0]", "1", ""}});
  CHECK(between("[1,1]", "[1,1,1]").first == Found{{"[2]", "", "1"}});
  CHECK(between("[1,2,3]", "[1,5,6]").first == Found{{"[1]", "2", "5"}, {"[2]", "3", "6"}});
}

TEST_CASE("only the first differences are given, and all are counted") {
  const auto found = between("[1,2,3]", "[4,5,6]", 2);
  CHECK(found.first.size() == 2);
  CHECK(found.count == 3);
}

TEST_CASE("of long values the part around the first difference is given, whole characters only") {
  std::string same;
  for (int i = 0; i < 500; ++i) same += "é";
  const auto found = between("\"" + same + "tail one\"", "\"" + same + "tail two\"").first;
  REQUIRE(found.size() == 1);
  CHECK(found[0].before.starts_with("...é"));
  CHECK(found[0].before.ends_with("tail one\""));
  CHECK(found[0].now.ends_with("tail two\""));
  const auto longer = between("1", "\"" + same + "\"").first;
  CHECK(longer[0].now.size() < 100);
  CHECK(longer[0].now.ends_with("é..."));
  CHECK(base::is_utf8(longer[0].now));
}
