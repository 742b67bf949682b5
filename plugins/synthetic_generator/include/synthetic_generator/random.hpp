// Choices that are the same on every machine: std's distributions are not.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string_view>

namespace synthetic_generator {

// SplitMix64 (Steele, Lea, Flood 2014).
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next();
  // Below `bound`, which is not 0; the bias of the remainder is below 2^-40 for the small bounds here.
  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(next() % bound); }

 private:
  std::uint64_t state_;
};

// One seed of several words.
std::uint64_t seed_of(std::uint64_t seed, std::initializer_list<std::string_view> words);

}  // namespace synthetic_generator
