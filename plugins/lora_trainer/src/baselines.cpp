#include <cmath>
#include <cstdint>
#include <functional>
#include <unordered_map>

#include <lora_trainer/baselines.hpp>

namespace lora_trainer {
namespace {

// No token stands before the first.
constexpr hf::TokenId none = -1;

void for_loss_tokens(const std::vector<Sequence>& sequences,
                     const std::function<void(hf::TokenId before, hf::TokenId token)>& visit) {
  for (const Sequence& sequence : sequences) {
    for (const hf::Span& span : sequence.learnt) {
      for (auto i = span.begin; i < span.end; ++i) {
        const auto at = static_cast<std::size_t>(i);
        visit(at == 0 ? none : sequence.tokens[at - 1], sequence.tokens[at]);
      }
    }
  }
}

// How often each token was seen in one place.
class Frequencies {
 public:
  void add(hf::TokenId token) { ++counts_[token], ++seen_; }

  // `lower` is the probability of the token by the lower order.
  double probability(hf::TokenId token, double lower) const {
    if (seen_ == 0) return lower;
    const auto found = counts_.find(token);
    const double count = found == counts_.end() ? 0 : static_cast<double>(found->second);
    const auto kinds = static_cast<double>(counts_.size());
    return (count + kinds * lower) / (static_cast<double>(seen_) + kinds);
  }

 private:
  std::unordered_map<hf::TokenId, std::int64_t> counts_;
  std::int64_t seen_ = 0;
};

}  // namespace

Baselines baselines_of(const std::vector<Sequence>& train, const std::vector<Sequence>& judged,
                       std::size_t vocabulary) {
  Frequencies alone;
  std::unordered_map<hf::TokenId, Frequencies> behind;
  for_loss_tokens(train, [&](hf::TokenId before, hf::TokenId token) {
    alone.add(token);
    behind[before].add(token);
  });
  const double even = 1 / static_cast<double>(vocabulary);
  std::int64_t tokens = 0;
  Baselines sum;
  for_loss_tokens(judged, [&](hf::TokenId before, hf::TokenId token) {
    const double unigram = alone.probability(token, even);
    const auto seen = behind.find(before);
    const double bigram = seen == behind.end() ? unigram : seen->second.probability(token, unigram);
    sum.unigram -= std::log(unigram);
    sum.bigram -= std::log(bigram);
    ++tokens;
  });
  return {.uniform = std::log(static_cast<double>(vocabulary)),
          .unigram = sum.unigram / static_cast<double>(tokens),
          .bigram = sum.bigram / static_cast<double>(tokens)};
}

}  // namespace lora_trainer
