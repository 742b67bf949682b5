#include "line_diff.hpp"

#include <random>
#include <string>

#include <doctest/doctest.h>

namespace {

using chat_page::Side;

// One character a line.
std::string shown(const std::string& before, const std::string& after) {
  std::string text;
  for (const auto& line : chat_page::line_diff(before, after)) {
    text += line.side == Side::both ? " " : line.side == Side::before ? "-" : "+";
    text += line.text;
  }
  return text;
}

std::string side_of(const std::vector<chat_page::DiffLine>& diff, Side side) {
  std::string text;
  for (const auto& line : diff)
    if (line.side == side || line.side == Side::both) text += std::string(line.text) + "\n";
  return text;
}

}  // namespace

TEST_CASE("a diff keeps what is common and shows what goes before what comes") {
  CHECK(shown("a\nb\nc\n", "a\nx\nc\n") == " a-b+x c");
  CHECK(shown("a\nb\nc\nd", "b\nd\ne") == "-a b-c d+e");
  CHECK(shown("", "a\nb") == "+a+b");
  CHECK(shown("a\n\nb", "") == "-a--b");
  CHECK(shown("a", "a") == " a");
}

TEST_CASE(
    "either side of a diff is the text it was made of, and no line that both have everywhere is changed") {
  std::mt19937 random(3);
  for (int round = 0; round < 300; ++round) {
    const auto text = [&] {
      std::string lines;
      for (unsigned n = random() % 12; n > 0; --n)
        lines += std::string(1, static_cast<char>('a' + random() % 4)) + "\n";
      return lines;
    };
    const std::string before = text(), after = text();
    const auto diff = chat_page::line_diff(before, after);
    CHECK(side_of(diff, Side::before) == before);
    CHECK(side_of(diff, Side::after) == after);
  }
}

TEST_CASE("texts too long to compare are replaced as a whole, but for their common ends") {
  std::string before = "head\n", after = "head\n";
  for (int i = 0; i < 3000; ++i)
    before += "old " + std::to_string(i) + "\n", after += "new " + std::to_string(i) + "\n";
  const auto diff = chat_page::line_diff(before + "tail\n", after + "tail\n");
  CHECK(diff.size() == 6002);
  CHECK(diff.front().side == Side::both);
  CHECK(diff[3000].side == Side::before);
  CHECK(diff[3001].side == Side::after);
  CHECK(diff.back().side == Side::both);
}
