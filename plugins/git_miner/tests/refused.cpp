#include "refused.hpp"

#include <doctest/doctest.h>

#include "mined.hpp"

namespace git_miner::test {

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != text.npos);
  return text.replace(at, from.size(), to);
}

void check_edits(const std::vector<Edit>& edits, const std::string& message) {
  for (const Edit& one : edits) {
    CAPTURE(one.after);
    Fixture fixture;
    fixture.commit_crate(one.before);
    fixture.write("src/lib.rs", one.after);
    const auto result = mined(fixture, fixture.commit(message));
    INFO((result.reason ? base::name_of(*result.reason) : "") << ": " << result.evidence);
    CHECK(result.reason == one.reason);
  }
}

}  // namespace git_miner::test
