// How much of what is planted survives, and how much of what is harmless changes, kind by kind.
#include "credentials.hpp"

#include <cstdio>
#include <string>

#include <doctest/doctest.h>

#include <secrets/redactor.hpp>

namespace {

constexpr std::size_t rounds = 40;  // samples of each kind

const secrets::Scanner& scanner() {
  static const secrets::Scanner instance;
  return instance;
}

struct Count {
  std::size_t all = 0, wrong = 0;
  double share() const { return static_cast<double>(wrong) / static_cast<double>(all); }
};

Count count(const std::vector<SampleKind>& kinds, bool must_stay, std::uint32_t seed) {
  Count sum;
  for (const SampleKind& kind : kinds) {
    Random random(seed++);
    std::size_t wrong = 0;
    std::string shown;
    for (std::size_t round = 0; round < rounds; ++round) {
      const Sample sample = kind.make(random);
      secrets::Redactor redactor(scanner());
      const std::string clean = redactor.redact(sample.text);
      if (clean.contains(sample.value) == must_stay) continue;
      ++wrong;
      if (shown.size() < 1500 && !shown.contains(sample.text)) shown += "\n    " + sample.text;
    }
    sum.all += rounds;
    sum.wrong += wrong;
    std::printf("%-24s %2zu of %zu %s%s\n", kind.name.c_str(), wrong, rounds,
                must_stay ? "changed" : "survived", shown.c_str());
  }
  std::printf("%s: %zu of %zu\n", must_stay ? "harmless values changed" : "credentials survived", sum.wrong,
              sum.all);
  return sum;
}

}  // namespace

TEST_CASE("at most 3 in 100 planted credentials survive") {
  CHECK(count(credential_kinds(), false, 1000).share() <= 0.03);
}

TEST_CASE("at most 3 in 100 survive whatever way name and value are written") {
  CHECK(count(spelled_kinds(), false, 3000).share() <= 0.03);
}

TEST_CASE("at most 2 in 100 harmless values change") {
  CHECK(count(harmless_kinds(), true, 2000).share() <= 0.02);
}
