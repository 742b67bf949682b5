#include <cmath>

#include <doctest/doctest.h>

#include <lora_trainer/baselines.hpp>

using doctest::Approx;
using lora_trainer::baselines_of;
using lora_trainer::Sequence;

namespace {

Sequence sequence(std::vector<hf::TokenId> tokens, std::vector<hf::Span> learnt) {
  return {.id = "s", .tokens = std::move(tokens), .learnt = std::move(learnt)};
}

}  // namespace

TEST_CASE("baselines are those of a calculation by hand") {
  // Loss tokens 1 2 1 2 1, of a vocabulary of 4; behind them stand 0 1 2 1 2.
  const std::vector train{sequence({0, 1, 2, 1, 2, 1}, {{1, 6}})};
  const std::vector judged{sequence({1, 2, 3}, {{1, 3}})};
  const auto found = baselines_of(train, judged, 4);
  CHECK(found.uniform == Approx(std::log(4.0)));
  // Two kinds in five: 2 was seen twice, 3 never.
  const double two = (2 + 2 * 0.25) / 7, three = (2 * 0.25) / 7;
  CHECK(found.unigram == Approx(-(std::log(two) + std::log(three)) / 2));
  // Behind 1 stood 2 twice, one kind; behind 2 stood 1 twice.
  const double two_behind_one = (2 + two) / 3, three_behind_two = three / 3;
  CHECK(found.bigram == Approx(-(std::log(two_behind_one) + std::log(three_behind_two)) / 2));
}

TEST_CASE("only loss tokens count, wherever they stand") {
  const std::vector judged{sequence({5, 6, 7}, {{0, 1}, {2, 3}})};
  const auto found = baselines_of({sequence({9, 9, 5, 7}, {{2, 4}})}, judged, 10);
  CHECK(baselines_of({sequence({9, 9, 5, 7, 8, 8}, {{2, 4}})}, judged, 10).unigram == found.unigram);
  CHECK(baselines_of({sequence({9, 9, 5, 7, 8, 8}, {{2, 6}})}, judged, 10).unigram > found.unigram);
}

TEST_CASE("without training tokens all baselines are uniform") {
  const std::vector judged{sequence({1, 2}, {{0, 2}})};
  const auto found = baselines_of({}, judged, 8);
  CHECK(found.unigram == Approx(std::log(8.0)));
  CHECK(found.bigram == Approx(std::log(8.0)));
}

TEST_CASE("what always follows costs nearly nothing by pairs, and much alone") {
  std::vector<hf::TokenId> tokens;
  for (int i = 0; i < 4000; ++i) tokens.push_back(i % 100);
  const std::vector sequences{sequence(tokens, {{1, 4000}})};
  const auto found = baselines_of(sequences, sequences, 100);
  CHECK(found.unigram == Approx(std::log(100.0)).epsilon(0.001));
  CHECK(found.bigram < 0.2);
}
