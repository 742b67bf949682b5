#include <random>
#include <vector>

#include <doctest/doctest.h>

#include "apply.hpp"

namespace {

// Few different lines, some a part of others, so that hardly any is unique.
std::string random_text(std::mt19937_64& random, std::size_t max_lines) {
  static const std::vector<std::string> lines{"", "}", "a", "ba", "\r", "a\r", std::string("\0", 1), "\xff"};
  std::string text;
  for (std::size_t count = random() % (max_lines + 1); count > 0; --count) {
    text += lines[random() % lines.size()] + "\n";
  }
  if (random() % 3 == 0 && !text.empty()) text.pop_back();
  return text;
}

// Another text, or the same with some places changed.
std::string changed(std::mt19937_64& random, const std::string& text) {
  if (random() % 4 == 0) return random_text(random, 40);
  std::string result = text;
  for (std::size_t count = random() % 6; count > 0; --count) {
    const std::size_t at = random() % (result.size() + 1);
    const std::size_t end = std::min(result.size(), at + random() % 5);
    result.replace(at, end - at, random_text(random, 3));
  }
  return result;
}

}  // namespace

TEST_CASE("edits lead from any text to any other, each old text unique at its turn") {
  std::mt19937_64 random(20260101);
  for (int round = 0; round < 20'000; ++round) {
    std::string before = random_text(random, 40);
    if (before.empty()) before = "a";
    const std::string after = changed(random, before);
    for (const std::size_t join : {0u, 3u}) {
      const auto edits = edits::edits_between(before, after, join);
      for (const auto& edit : edits) CHECK(edit.old_text != edit.new_text);
      REQUIRE(edits::apply(before, edits) == after);
    }
  }
}

TEST_CASE("a large text of repeated lines is done in time") {
  std::string before;
  for (int i = 0; i < 20'000; ++i) before += "    }\n";
  const std::string after = before.substr(0, 60'000) + "x\n" + before.substr(60'000);
  CHECK(edits::apply(before, edits::edits_between(before, after)) == after);
}
