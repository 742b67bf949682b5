// Which model answered, and under which limits: rollouts are compared only where these limits are the same.
#pragma once

#include <compare>
#include <string>

namespace rust_tasks {

struct MadeWith {
  std::string model;    // name and digest
  std::string adapter;  // digest; "" for none
  std::string limits;   // sampling, and how many tokens and calls a rollout may have

  friend auto operator<=>(const MadeWith&, const MadeWith&) = default;
};

}  // namespace rust_tasks
