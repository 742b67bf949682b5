#include "tally.hpp"

#include <cmath>
#include <set>

namespace jsonl_sink {

void Amount::add(const Amount& other) {
  examples += other.examples;
  verified += other.verified;
  tokens += other.tokens;
  counted += other.counted;
}

Amount amount_of(const Amounts& amounts, std::string_view name) {
  const auto found = amounts.find(name);
  return found == amounts.end() ? Amount{} : found->second;
}

void Tally::add(const LineFacts& facts) {
  cells_[{base::name_of(facts.split), base::name_of(facts.origin), base::name_of(facts.category)}].add(
      {.examples = 1,
       .verified = facts.verified ? 1U : 0U,
       .tokens = facts.tokens.value_or(0),
       .counted = facts.tokens ? 1U : 0U});
  if (facts.tokens) lengths_by_origin_[facts.origin].add(*facts.tokens);
  add_proof(facts);
  if (!facts.repository.empty()) ++repositories_[facts.repository][facts.licence.value_or("")];
  if (facts.licence) {
    ++licences_[*facts.licence];
  } else {
    ++without_licence_;
  }
}

void Tally::add_proof(const LineFacts& facts) {
  if (facts.outcome) ++proofs_.outcomes[*facts.outcome];
  if (!facts.verified || !facts.verification) return;
  std::set<std::string_view> passed;  // a command may have been run twice
  for (const chat::CommandRun& run : facts.verification->commands)
    if (run.exit_code == 0 && passed.insert(run.command).second) ++proofs_.passed[run.command][facts.origin];
  for (const chat::OmittedCheck& check : facts.verification->left_out)
    ++proofs_.left_out[check.command + ": " + check.why];
  const std::string& toolchain = facts.verification->toolchain;
  ++proofs_.toolchains[toolchain.substr(0, toolchain.find('\n'))];
}

std::int64_t Lengths::quantile(double share) const {
  const auto enough = static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(count_)));
  std::uint64_t seen = 0;
  for (const auto& [tokens, examples] : examples_) {
    seen += examples;
    if (seen >= enough) return tokens;
  }
  return examples_.rbegin()->first;
}

double Lengths::mean() const {
  double sum = 0;
  for (const auto& [tokens, examples] : examples_)
    sum += static_cast<double>(tokens) * static_cast<double>(examples);
  return sum / static_cast<double>(count_);
}

Amount Tally::total() const {
  Amount total;
  for (const auto& [key, amount] : cells_) total.add(amount);
  return total;
}

Lengths Tally::lengths() const {
  Lengths all;
  for (const auto& [origin, of_origin] : lengths_by_origin_)
    for (const auto& [tokens, examples] : of_origin.examples()) all.add(tokens, examples);
  return all;
}

}  // namespace jsonl_sink
