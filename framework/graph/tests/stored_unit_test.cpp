// When what the store has of a unit is taken from there.
#include "../src/stored_unit.hpp"

#include <doctest/doctest.h>

using namespace flowrun;
using graph::RunReason;

namespace {

struct Case {
  graph::PlannedStage stage;
  store::UnitRecord unit;
  graph::RunOptions options;

  Case() {
    stage.name = "x";
    stage.type.build_id = unit.build_id = "build";
  }
  [[nodiscard]] std::optional<RunReason> reason() const {
    return graph::reason_against(stage, unit, options);
  }
};

}  // namespace

TEST_CASE("what another build made is taken, unless --rebuilt asks for it anew") {
  Case one;
  CHECK_FALSE(one.reason());
  one.options.rebuilt = true;
  CHECK_FALSE(one.reason());
  one.unit.build_id = "another build";
  CHECK(one.reason() == RunReason::rebuilt);
  one.options.rebuilt = false;
  CHECK_FALSE(one.reason());
}

TEST_CASE("failures and rejects are taken from the same build, unless they are to be tried again") {
  Case failed, rejected, in_part;
  failed.unit.outcome = store::Outcome::failed;
  rejected.unit.outcome = store::Outcome::rejected;
  in_part.unit.reject_count = 1;
  for (Case* one : {&failed, &rejected, &in_part}) {
    CHECK_FALSE(one->reason());
    one->options.retry = {"y"};
    CHECK_FALSE(one->reason());
    one->options.retry = {"x"};
    CHECK(one->reason() == RunReason::retried);
    one->options = {.retry_all = true};
    CHECK(one->reason() == RunReason::retried);
    one->options = {};
    one->unit.build_id = "another build";
    CHECK(one->reason() == RunReason::other_build);
  }
}

TEST_CASE("what failed in passing is never taken") {
  Case one;
  one.unit.transient = true;
  CHECK(one.reason() == RunReason::transient);
}
