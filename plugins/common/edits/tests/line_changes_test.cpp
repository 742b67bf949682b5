#include "line_changes.hpp"

#include <doctest/doctest.h>

using edits::line_changes;
using edits::LineChange;
using edits::Lines;

TEST_CASE("lines are cut behind their line feeds") {
  const Lines lines("a\n\nb");
  CHECK(lines.count() == 3);
  CHECK(lines.text(0, 1) == "a\n");
  CHECK(lines.text(1, 3) == "\nb");
  CHECK(Lines("").count() == 0);
}

TEST_CASE("changes are ranges of lines on both sides") {
  CHECK(line_changes("a\nb\nc\n", "a\nx\ny\nc\n") == std::vector<LineChange>{{1, 2, 1, 3}});
  CHECK(line_changes("a\nb\n", "a\n") == std::vector<LineChange>{{1, 2, 1, 1}});
  CHECK(line_changes("b\n", "a\nb\n") == std::vector<LineChange>{{0, 0, 0, 1}});
  CHECK(line_changes("a\n", "") == std::vector<LineChange>{{0, 1, 0, 0}});
  CHECK(line_changes("a\n", "a") == std::vector<LineChange>{{0, 1, 0, 1}});
}
