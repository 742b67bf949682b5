// Seeds made of seeds.
#pragma once

#include <cstdint>

namespace agent_rollout {

// The seed of part `number` of what `seed` stands for: SplitMix64 (Steele, Lea, Flood 2014), whose outputs do
// not repeat for the numbers of one seed.
constexpr std::uint64_t derived_seed(std::uint64_t seed, std::uint64_t number) {
  std::uint64_t z = seed + (number + 1) * 0x9e3779b97f4a7c15u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

}  // namespace agent_rollout
