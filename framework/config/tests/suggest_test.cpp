#include <random>

#include <doctest/doctest.h>

#include <config/suggest.hpp>

using namespace flowrun::config;

TEST_CASE("an edit is one insertion, deletion, replacement or swap") {
  CHECK(edit_distance("from", "form") == 1);
  CHECK(edit_distance("stores", "store") == 1);
  CHECK(edit_distance("tag", "tags") == 1);
  CHECK(edit_distance("tag", "tab") == 1);
  CHECK(edit_distance("", "abc") == 3);
  CHECK(edit_distance("ca", "abc") == 3);
}

TEST_CASE("the distance is a symmetric measure that is zero only for equal texts") {
  std::mt19937 random(7);
  const auto word = [&] {
    std::string text(random() % 8, 'a');
    for (char& c : text) {
      c = static_cast<char>('a' + random() % 3);
    }
    return text;
  };
  for (int i = 0; i < 2000; ++i) {
    const std::string a = word(), b = word();
    CHECK(edit_distance(a, b) == edit_distance(b, a));
    CHECK((edit_distance(a, b) == 0) == (a == b));
    CHECK(edit_distance(a, b) <= std::max(a.size(), b.size()));
  }
}

TEST_CASE("only what is near is suggested") {
  const std::vector<std::string> names = {"learning_rate", "max_seq", "use", "from", "with"};
  CHECK(closest("lerning_rate", names) == "learning_rate");
  CHECK(closest("learning-rate", names) == "learning_rate");
  CHECK(closest("MAX_SEQ", names) == "max_seq");
  CHECK(closest("form", names) == "from");
  CHECK(closest("learn", names) == "learning_rate");
  CHECK_FALSE(closest("colour", names));
  CHECK_FALSE(closest("", names));
  CHECK_FALSE(closest("x", {"y"}));
  CHECK_FALSE(closest(std::string(5000, 'a'), {std::string(5000, 'b')}));
  CHECK(did_you_mean("uze", names) == "did you mean \"use\"?");
  CHECK(did_you_mean("colour", names) == "");
}
