// AdamW (Loshchilov and Hutter, 2019) on the values of an adapter, clipping, and learning rate schedules.
#pragma once

#include <cstdint>

#include <ATen/ATen.h>

#include <base/enum_names.hpp>
#include <base/error.hpp>

#include "qwen35/adapter.hpp"

namespace qwen35 {

struct AdamSettings {
  double beta1 = 0.9;
  double beta2 = 0.999;
  double epsilon = 1e-8;
  double weight_decay = 0;  // decoupled: times the learning rate
};

// Scales gradients() so that their norm is at most `limit` (0: no limit), and returns the norm before, as
// torch's clip_grad_norm_.
double clip_gradients(Adapter& adapter, double limit);

// Not thread-safe. The state of a resumed run is moments() and steps().
class AdamW {
 public:
  AdamW(const Adapter& adapter, AdamSettings settings);

  // One step with the adapter's gradients, which it leaves as they are.
  void step(Adapter& adapter, double learning_rate);

  struct Moments {
    at::Tensor first, second;  // fp32, as Adapter::values()
  };
  const Moments& moments() const { return moments_; }
  int64_t steps() const { return steps_; }
  // Error: sizes that are not this adapter's.
  base::Result<void> restore(const Moments& moments, int64_t steps);

 private:
  AdamSettings settings_;
  Moments moments_;
  int64_t steps_ = 0;
};

// How a learning rate falls after its warm-up.
enum class Decay { constant, linear, cosine };
constexpr auto enum_names(Decay) { return base::names("constant", "linear", "cosine"); }

struct Schedule {
  double peak = 5e-5;
  int64_t warmup = 0;  // steps in which the rate rises linearly from 0
  int64_t total = 1;   // steps after which it is 0 (linear, cosine)
  Decay decay = Decay::cosine;

  // Of step 1, 2, …: the schedule at step - 1, as transformers does, so that step 1 of a warm-up has rate 0.
  double rate(int64_t step) const;
};

}  // namespace qwen35
