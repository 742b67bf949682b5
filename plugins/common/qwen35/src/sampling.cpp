#include "sampling.hpp"

#include <algorithm>

namespace qwen35 {
namespace {

std::mt19937_64 stream_of(uint64_t seed, uint64_t row) {
  constexpr unsigned half = 32;
  std::seed_seq sequence{static_cast<uint32_t>(seed), static_cast<uint32_t>(seed >> half),
                         static_cast<uint32_t>(row), static_cast<uint32_t>(row >> half)};
  return std::mt19937_64(sequence);
}

// Few tokens hold nearly all of the probability: no more of a vocabulary of 248,320 are sorted than it takes.
constexpr int64_t first_sorted = 256;
constexpr int64_t growth = 16;

// In [0, 1), the same on every platform, unlike the standard's distributions.
double uniform(std::mt19937_64& random) { return static_cast<double>(random() >> 11) * 0x1p-53; }

}  // namespace

Sampler::Sampler(const Sampling& settings, uint64_t row)
    : settings_(settings), random_(stream_of(settings.seed, row)) {}

int64_t Sampler::choose(const at::Tensor& logits) {
  if (settings_.temperature <= 0) return logits.argmax().item<int64_t>();
  const at::Tensor scaled = logits.to(at::kDouble).div(settings_.temperature);
  const int64_t all = scaled.size(0);
  const bool limited = settings_.top_k > 0;
  const int64_t wanted = limited ? std::min(settings_.top_k, all) : all;
  const double total = limited ? 0 : scaled.logsumexp(0).item<double>();
  for (int64_t count = limited ? wanted : std::min(wanted, first_sorted);;
       count = std::min(wanted, count * growth)) {
    const auto [top, ids] = scaled.topk(count);
    const at::Tensor share = limited ? at::softmax(top, 0) : (top - total).exp();
    const at::Tensor running = share.cumsum(0).contiguous();
    const auto* begin = static_cast<const double*>(running.const_data_ptr());
    if (count < wanted && begin[count - 1] < settings_.top_p) continue;
    // The first place where the set is heavy enough belongs to it.
    const double mass = std::min(settings_.top_p, begin[count - 1]);
    const double* last = std::min(std::lower_bound(begin, begin + count, mass), begin + count - 1);
    const double drawn = uniform(random_) * *last;
    const double* found = std::min(std::upper_bound(begin, last, drawn), last);
    return ids[found - begin].item<int64_t>();
  }
}

}  // namespace qwen35
