#include <lora_trainer/divergence.hpp>

#include "golden.hpp"

TEST_CASE("a training has diverged when it knew something and knows less than nothing for some steps") {
  using lora_trainer::has_diverged;
  CHECK(has_diverged({2, 7, 8, 7}, 6));
  CHECK_FALSE(has_diverged({}, 6));
  CHECK_FALSE(has_diverged({7, 8, 7}, 6));
  CHECK_FALSE(has_diverged({2, 7, 5, 7}, 6));     // one is well
  CHECK_FALSE(has_diverged({2, 9, 9, 9, 5}, 6));  // it came back
  CHECK_FALSE(has_diverged({5, 7, 8, 7}, 6));     // it knew next to nothing when it began
}
