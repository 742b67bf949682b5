#include <doctest/doctest.h>

#include <claims/claims.hpp>

using claims::Check;
using claims::claimed_passes;
using claims::claims_run;

TEST_CASE("a claim names the check that is said to have passed") {
  CHECK(claimed_passes("Fixed. All 12 tests pass.") == std::set<Check>{Check::test});
  CHECK(claimed_passes("Clippy is clean, and the crate builds successfully.") ==
        std::set<Check>{Check::clippy, Check::build});
  CHECK(claimed_passes("The tests should pass now.").empty());
  CHECK(claimed_passes("Two tests still fail.").empty());
  CHECK(claimed_passes("I changed level().").empty());
}

TEST_CASE("a run is claimed without the name of a check, too") {
  CHECK(claims_run("I ran the full suite."));
  CHECK(claims_run("Verified with cargo test."));
  CHECK(claims_run("Everything is green."));
  CHECK_FALSE(claims_run("I could not run the suite; I have not verified it with cargo."));
  CHECK_FALSE(claims_run("Please run cargo test to verify."));
  CHECK_FALSE(claims_run("I added a function that runs all jobs."));
}
