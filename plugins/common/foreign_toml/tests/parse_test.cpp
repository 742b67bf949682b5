#include <doctest/doctest.h>

#include <foreign_toml/parse.hpp>

namespace {

std::string repeated(std::string_view part, int times) {
  std::string text;
  for (int i = 0; i < times; ++i) text += part;
  return text;
}

}  // namespace

TEST_CASE("a manifest is read") {
  const auto table =
      foreign_toml::parse("[package]\nname = \"a\"\nmetadata.docs.rs.targets = [\"1.2.3.4\"]\n");
  REQUIRE(table);
  CHECK((*table)["package"]["name"].value<std::string>() == "a");
}

TEST_CASE("keys so deep that they would exhaust the stack are refused wherever they stand") {
  const std::string deep = repeated("a.", 50'000) + "a";
  for (const std::string& text :
       {deep + " = 1\n", "\n\n[" + deep + "]\n", "[[" + deep + "]]\n", "x = {" + deep + " = 1}\n",
        repeated("'a' . ", 50'000) + "a = 1\n", repeated("\"a\".", 50'000) + "a = 1\n"}) {
    const auto table = foreign_toml::parse(text);
    REQUIRE_FALSE(table);
    CHECK(table.error().text == "a key has too many parts");
  }
  CHECK(foreign_toml::parse("\n\n[" + deep + "]\n").error().line == 3);
}

TEST_CASE("nested values so deep, and files so large, are refused") {
  CHECK_FALSE(foreign_toml::parse("a = " + repeated("[", 100'000)));
  CHECK_FALSE(foreign_toml::parse("a = " + repeated("{a=", 100'000)));
  CHECK_FALSE(foreign_toml::parse(repeated("# long\n", 200'000)));
}

TEST_CASE("what is no TOML is told with its line") {
  const auto table = foreign_toml::parse("a = 1\nb = \n");
  REQUIRE_FALSE(table);
  CHECK(table.error().line == 2);
}
