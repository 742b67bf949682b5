#include "tally.hpp"

namespace jsonl_sink {

void Amount::add(const Amount& other) {
  examples += other.examples;
  verified += other.verified;
  tokens += other.tokens;
  counted += other.counted;
}

void Tally::add(const LineFacts& facts) {
  cells_[{base::name_of(facts.split), base::name_of(facts.origin), base::name_of(facts.category)}].add(
      {.examples = 1,
       .verified = facts.verified ? 1U : 0U,
       .tokens = facts.tokens.value_or(0),
       .counted = facts.tokens ? 1U : 0U});
  if (!facts.repository.empty()) ++repositories_[facts.repository][facts.licence.value_or("")];
  if (facts.licence) {
    ++licences_[*facts.licence];
  } else {
    ++without_licence_;
  }
}

Amount Tally::total() const {
  Amount total;
  for (const auto& [key, amount] : cells_) total.add(amount);
  return total;
}

}  // namespace jsonl_sink
