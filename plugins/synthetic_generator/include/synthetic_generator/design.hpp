// Which point of a skeleton's axes becomes the k-th example of it.
//
// Greedy pairwise covering (after AETG, Cohen et al. 1997): each point is the best of a fixed number of
// random candidates, best being the one whose pairs of axis values have appeared least so far. Point k
// depends on the seed and on the points before it only, so a longer design begins with the shorter one.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace synthetic_generator {

struct Axis {
  std::string name;
  std::vector<std::string> values;  // never empty
};

// Values that do not go together: a point that matches all entries is no point.
using Exclusion = std::map<std::string, std::vector<std::string>>;

using Point = std::map<std::string, std::string, std::less<>>;  // axis -> value

std::vector<Point> covering_design(const std::vector<Axis>& axes, const std::vector<Exclusion>& exclusions,
                                   std::uint64_t seed, std::size_t count);

// A random order of 0..size-1.
std::vector<std::size_t> permutation(std::size_t size, std::uint64_t seed);

}  // namespace synthetic_generator
