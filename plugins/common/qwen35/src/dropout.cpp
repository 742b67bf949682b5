#include "qwen35/dropout.hpp"

namespace qwen35 {
namespace {

// Of Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators".
constexpr uint64_t increment = 0x9e3779b97f4a7c15, first_factor = 0xbf58476d1ce4e5b9,
                   second_factor = 0x94d049bb133111eb;

uint64_t mix(uint64_t x) {
  x = (x ^ (x >> 30)) * first_factor;
  x = (x ^ (x >> 27)) * second_factor;
  return x ^ (x >> 31);
}

// Torch has no unsigned 64 bits with arithmetic: shifts fill with the sign, which is masked away.
at::Tensor xor_shifted(const at::Tensor& x, int64_t bits) {
  const int64_t kept = (int64_t{1} << (64 - bits)) - 1;
  return x.bitwise_xor(x.bitwise_right_shift(bits).bitwise_and_(kept));
}

}  // namespace

uint64_t mixed(std::initializer_list<uint64_t> parts) {
  uint64_t x = 0;
  for (const uint64_t part : parts) x = mix(x + part + increment);
  return x;
}

at::Tensor dropped(const at::Tensor& rows, const Dropout& dropout) {
  if (dropout.share == 0) return rows;
  // The places are far apart before they are mixed, so that two keys have no run of places in common.
  at::Tensor x = at::arange(rows.numel(), rows.options().dtype(at::kLong).requires_grad(false));
  x = x.mul_(static_cast<int64_t>(increment)).add_(static_cast<int64_t>(dropout.key));
  x = xor_shifted(x, 30).mul_(static_cast<int64_t>(first_factor));
  x = xor_shifted(x, 27).mul_(static_cast<int64_t>(second_factor));
  x = xor_shifted(x, 31);
  constexpr int64_t values = int64_t{1} << 32;
  const auto limit = static_cast<int64_t>(dropout.share * static_cast<double>(values));
  const at::Tensor stays = x.bitwise_and_(values - 1).ge(limit).view_as(rows);
  return rows * stays.to(rows.scalar_type()).mul_(1 / (1 - dropout.share));
}

}  // namespace qwen35
