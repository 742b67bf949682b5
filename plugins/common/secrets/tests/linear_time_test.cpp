// Redaction takes time in proportion to the text, whatever it is made of.
#include <algorithm>
#include <ctime>
#include <string>

#include <doctest/doctest.h>

#include <secrets/redactor.hpp>

#include "planted.hpp"

namespace {

std::string addresses(std::size_t bytes) {
  std::string text;
  for (std::size_t i = 0; text.size() < bytes; ++i)
    text += "person" + std::to_string(i) + "@company-mail.org\n";
  return text;
}

std::string credentials(std::size_t bytes) {
  Random random(7);
  std::string text;
  while (text.size() < bytes) {
    for (const Planted& planted : plant_all(random)) text += planted.whole() + "\n";
  }
  return text;
}

// Of computing, the least of three: what else the machine does is no matter.
double seconds_of(const std::string& text) {
  static const secrets::Scanner scanner;
  double least = 0;
  for (int round = 0; round < 3; ++round) {
    const std::clock_t start = std::clock();
    secrets::Redactor redactor(scanner);
    redactor.learn(text);
    CHECK(redactor.redact(text) != text);
    const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
    least = round == 0 ? seconds : std::min(least, seconds);
  }
  return least;
}

}  // namespace

// A quadratic reading takes sixteen times as long for four times the text.
TEST_CASE("four times the distinct addresses take less than eight times the time") {
  const double once = seconds_of(addresses(1'000'000)), four = seconds_of(addresses(4'000'000));
  MESSAGE("1 MB: " << once << " s, 4 MB: " << four << " s");
  CHECK(four < 8 * once);
}

TEST_CASE("four times the distinct credentials take less than eight times the time") {
  const double once = seconds_of(credentials(250'000)), four = seconds_of(credentials(1'000'000));
  MESSAGE("250 kB: " << once << " s, 1 MB: " << four << " s");
  CHECK(four < 8 * once);
}
