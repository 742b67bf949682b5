// What is kept of the parts that were left out is bounded, and what is counted is not.
#include "left_out_parts.hpp"

#include <string>

#include <doctest/doctest.h>

#include <flow/result.hpp>

using flowrun::graph::LeftOutParts;

TEST_CASE("all parts left out are counted, and the first so many are kept") {
  LeftOutParts parts;
  constexpr std::size_t more = LeftOutParts::most_kept + 3;
  for (std::size_t i = 0; i < more; ++i) parts.add("odd", "p" + std::to_string(i), "", true);
  CHECK(parts.counts().sum() == more);
  REQUIRE(parts.kept().size() == LeftOutParts::most_kept);
  CHECK(parts.kept().back().part == "p" + std::to_string(LeftOutParts::most_kept - 1));
}

TEST_CASE("evidence of a part is kept up to its bound") {
  const std::string just(flow::most_evidence_bytes, 'x');
  LeftOutParts parts;
  parts.add("odd", "a", just, true);
  parts.add("odd", "b", just + "y", true);
  parts.add("odd", "c", just + "y", false);
  REQUIRE(parts.kept().size() == 2);
  CHECK(parts.kept()[0].evidence == just);
  CHECK(parts.kept()[1].evidence == just.substr(0, just.size() - 3) + "...");
}
