// The two guises of a stage: by default nothing that the benchmarks do is stored; NAME_cached is stored.
#pragma once

#include <flow/stage.hpp>

namespace bench {

enum class Guise { cheap, cached };

constexpr flow::Traits traits_of(Guise guise) {
  return guise == Guise::cheap ? flow::deterministic | flow::cheap : flow::deterministic;
}

}  // namespace bench
