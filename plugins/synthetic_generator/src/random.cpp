#include <synthetic_generator/random.hpp>

namespace synthetic_generator {

std::uint64_t Random::next() {
  std::uint64_t z = (state_ += 0x9E3779B97F4A7C15ull);
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
  return z ^ (z >> 31);
}

// FNV-1a over the words, each ended by a byte that none holds, then mixed.
std::uint64_t seed_of(std::uint64_t seed, std::initializer_list<std::string_view> words) {
  std::uint64_t hash = 0xCBF29CE484222325ull ^ Random(seed).next();
  for (const std::string_view word : words) {
    for (const char c : word) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3ull;
    hash = (hash ^ 0xFF) * 0x100000001B3ull;
  }
  return Random(hash).next();
}

}  // namespace synthetic_generator
