#include "sampling.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "norms.hpp"

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

at::Tensor on_host(const at::Tensor& x) { return x.to(at::kCPU, at::kDouble).contiguous(); }

std::span<const double> values_of(const at::Tensor& x) {
  return {static_cast<const double*>(x.const_data_ptr()), static_cast<size_t>(x.numel())};
}

at::Tensor to_device(const std::vector<int64_t>& ids, const at::Tensor& like) {
  return at::tensor(ids, at::kLong).to(like.device());
}

// For each row of [rows, vocabulary] its `count` likeliest tokens, on the host: their scaled logits, their ids
// and the total, [rows, 2 count + 1].
at::Tensor likeliest(const at::Tensor& logits, const at::Tensor& temperatures, int64_t count) {
  const at::Tensor scaled = logits.to(at::kDouble).div(temperatures);
  const auto [top, ids] = scaled.topk(count);
  return on_host(at::cat({top, ids.to(at::kDouble), scaled.logsumexp(1, true)}, 1));
}

Sampler::Top top_of(std::span<const double> row, int64_t all) {
  const size_t count = row.size() / 2;
  return {.scaled = row.first(count), .ids = row.subspan(count, count), .total = row.back(), .all = all};
}

// Of the rows that draw.
void draw(const at::Tensor& logits, std::span<Sampler* const> samplers, std::vector<int64_t>& chosen) {
  std::vector<int64_t> rows;
  std::vector<double> temperatures;
  for (size_t i = 0; i < samplers.size(); ++i) {
    if (samplers[i]->temperature() <= 0) continue;
    rows.push_back(static_cast<int64_t>(i));
    temperatures.push_back(samplers[i]->temperature());
  }
  if (rows.empty()) return;
  const int64_t all = logits.size(1), count = std::min(first_sorted, all);
  const at::Tensor drawn =
      rows.size() == samplers.size() ? logits : logits.index_select(0, to_device(rows, logits));
  const at::Tensor top =
      likeliest(drawn, at::tensor(temperatures, at::kDouble).unsqueeze(1).to(logits.device()), count);
  const auto width = static_cast<size_t>(top.size(1));
  for (size_t i = 0; i < rows.size(); ++i) {
    const auto row = static_cast<size_t>(rows[i]);
    const auto found = samplers[row]->choose(top_of(values_of(top).subspan(i * width, width), all));
    chosen[row] = found ? *found : samplers[row]->choose(logits[rows[i]]);
  }
}

}  // namespace

Sampler::Sampler(const Sampling& settings, uint64_t row)
    : settings_(settings), random_(stream_of(settings.seed, row)) {}

int64_t Sampler::choose(const at::Tensor& logits) {
  const int64_t all = logits.size(0);
  const at::Tensor temperature =
      at::scalar_tensor(settings_.temperature, logits.options().dtype(at::kDouble));
  for (int64_t count = std::min(all, settings_.top_k > 0 ? settings_.top_k : first_sorted);;
       count = std::min(all, count * growth)) {
    const at::Tensor top = likeliest(logits.unsqueeze(0), temperature, count);
    if (const auto found = choose(top_of(values_of(top), all))) return *found;
  }
}

std::optional<int64_t> Sampler::choose(const Top& top) {
  const bool limited = settings_.top_k > 0;
  const int64_t wanted = limited ? std::min(settings_.top_k, top.all) : top.all;
  if (limited && static_cast<int64_t>(top.scaled.size()) < wanted) return std::nullopt;
  const auto count = std::min(static_cast<size_t>(wanted), top.scaled.size());
  std::vector<double> running;
  const double total = limited ? top.scaled.front() : top.total;  // of top_k the sum is in `running`
  for (const double scaled : top.scaled.first(count)) running.push_back(std::exp(scaled - total));
  std::partial_sum(running.begin(), running.end(), running.begin());
  const double whole = limited ? running.back() : 1;
  if (static_cast<int64_t>(count) < wanted && running.back() < settings_.top_p) return std::nullopt;
  // The first place where the set is heavy enough belongs to it.
  const double mass = std::min(settings_.top_p * whole, running.back());
  const auto last = std::min(std::ranges::lower_bound(running, mass), running.end() - 1);
  const double drawn = uniform(random_) * *last;
  const auto found = std::min(std::upper_bound(running.begin(), last, drawn), last);
  return static_cast<int64_t>(top.ids[static_cast<size_t>(found - running.begin())]);
}

Choices choose_tokens(const at::Tensor& logits, std::span<Sampler* const> samplers) {
  const at::Tensor wide = logits.to(qwen35::wide(logits));
  Choices choices;
  at::Tensor ids = wide.argmax(1);
  if (std::ranges::any_of(samplers, [](const Sampler* one) { return one->temperature() > 0; })) {
    const at::Tensor likeliest = on_host(ids);
    for (const double id : values_of(likeliest)) choices.ids.push_back(static_cast<int64_t>(id));
    draw(wide, samplers, choices.ids);
    ids = to_device(choices.ids, wide);
  }
  const at::Tensor of_chosen = wide.gather(1, ids.unsqueeze(1)).squeeze(1) - wide.logsumexp(1);
  const at::Tensor both = on_host(at::stack({ids.to(at::kDouble), of_chosen.to(at::kDouble)}));
  const std::span<const double> numbers = values_of(both);
  choices.ids.clear();
  for (size_t i = 0; i < samplers.size(); ++i) {
    choices.ids.push_back(static_cast<int64_t>(numbers[i]));
    choices.log_probabilities.push_back(numbers[samplers.size() + i]);
  }
  return choices;
}

}  // namespace qwen35
