#include "refused.hpp"

#include <doctest/doctest.h>

#include "mined.hpp"

namespace git_miner::test {

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
