// How many of the planted copies are found, and what else. tests/benchmarks/curator does the same at full size.
#include "planted.hpp"

#include <set>
#include <string>

#include <doctest/doctest.h>

#include <dataset_curator/curator.hpp>
#include <test_support/temporary_folder.hpp>

TEST_CASE("of planted copies nearly all are found, and hardly anything else") {
  const test_support::TemporaryFolder folder;
  const planted::Set set = planted::set(2000, 200, 11);
  auto curator = dataset_curator::Curator::in(folder.path());
  REQUIRE(curator);
  for (const chat::Example& example : set.examples) REQUIRE(curator->judge(example));
  REQUIRE(curator->settle({}, {.examples_of_file = 0, .repository_share = 1}));
  std::set<std::string> dropped;
  for (std::uint32_t i = 0; i < set.examples.size(); ++i) {
    const auto verdict = curator->verdict(i);
    REQUIRE(!std::holds_alternative<dataset_curator::Reject>(verdict));
    if (std::holds_alternative<dataset_curator::Drop>(verdict)) dropped.insert(set.examples[i].metadata.id);
  }
  const std::size_t found = planted::copies_found(set, dropped);
  CHECK(found >= 196);
  CHECK(static_cast<double>(found) >= 0.98 * static_cast<double>(dropped.size()));
}
