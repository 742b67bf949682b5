#include "qwen35/optimizer.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <c10/core/GradMode.h>

namespace qwen35 {

double clip_gradients(Adapter& adapter, double limit) {
  const at::NoGradGuard no_gradients;
  // The norm of the tensors' norms, as torch forms it.
  std::vector<at::Tensor> norms;
  for (const auto& item : adapter.items()) norms.push_back(item.value.grad().norm());
  if (norms.empty()) return 0;
  const double norm = at::stack(norms).norm().item<double>();
  constexpr double epsilon = 1e-6;  // torch's
  if (const double factor = limit / (norm + epsilon); limit > 0 && factor < 1)
    adapter.gradients().mul_(factor);
  return norm;
}

AdamW::AdamW(const Adapter& adapter, AdamSettings settings)
    : settings_(settings), moments_{at::zeros_like(adapter.values()), at::zeros_like(adapter.values())} {}

void AdamW::step(Adapter& adapter, double learning_rate) {
  const at::NoGradGuard no_gradients;
  ++steps_;
  const double correction1 = 1 - std::pow(settings_.beta1, static_cast<double>(steps_));
  const double correction2 = 1 - std::pow(settings_.beta2, static_cast<double>(steps_));
  const at::Tensor& gradient = adapter.gradients();
  const at::Tensor& values = adapter.values();
  values.mul_(1 - learning_rate * settings_.weight_decay);
  moments_.first.lerp_(gradient, 1 - settings_.beta1);
  moments_.second.mul_(settings_.beta2).addcmul_(gradient, gradient, 1 - settings_.beta2);
  const at::Tensor scale = moments_.second.sqrt().div_(std::sqrt(correction2)).add_(settings_.epsilon);
  values.addcdiv_(moments_.first, scale, -learning_rate / correction1);
}

base::Result<void> AdamW::restore(const Moments& moments, int64_t steps) {
  const auto fits = [&](const at::Tensor& x) {
    return x.defined() && x.sizes() == moments_.first.sizes() && x.scalar_type() == at::kFloat;
  };
  if (!fits(moments.first) || !fits(moments.second) || steps < 0) {
    return base::failure("cannot resume the optimizer", "its state belongs to another adapter",
                         "start the training anew, or use the settings that it began with");
  }
  moments_.first.copy_(moments.first);
  moments_.second.copy_(moments.second);
  steps_ = steps;
  return {};
}

double Schedule::rate(int64_t step) const {
  const double done = static_cast<double>(step - 1);
  const double rising = static_cast<double>(warmup);
  if (done < rising) return peak * done / rising;
  const double left = std::max(1.0, static_cast<double>(total) - rising);
  const double part = std::clamp((done - rising) / left, 0.0, 1.0);
  if (decay == Decay::linear) return peak * (1 - part);
  if (decay == Decay::cosine) return peak * 0.5 * (1 + std::cos(std::numbers::pi * part));
  return peak;
}

}  // namespace qwen35
