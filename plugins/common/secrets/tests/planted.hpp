// Made-up secrets, one kind for every rule: random values in the place where such a secret stands.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

// std::mt19937 gives the same numbers everywhere, the standard's distributions do not.
class Random {
 public:
  explicit Random(std::uint32_t seed) : engine_(seed) {}
  std::size_t below(std::size_t limit) { return engine_() % limit; }
  std::string text(std::string_view alphabet, std::size_t size) {
    std::string result;
    for (std::size_t i = 0; i < size; ++i) result += alphabet[below(alphabet.size())];
    return result;
  }
  template <typename T>
  const T& pick(const std::vector<T>& values) {
    return values[below(values.size())];
  }

 private:
  std::mt19937 engine_;
};

struct Planted {
  std::string rule;
  std::string before, value, after;
  std::string whole() const { return before + value + after; }
};

// One fresh secret for every rule of the scanner, some in several forms.
std::vector<Planted> plant_all(Random& random);

// A PEM block with a random body of `lines` full lines.
std::string random_pem(Random& random, std::size_t lines);
