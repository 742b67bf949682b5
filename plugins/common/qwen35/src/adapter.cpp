#include "qwen35/adapter.hpp"

#include <cmath>
#include <set>
#include <utility>

#include <ATen/CPUGeneratorImpl.h>
#include <c10/core/GradMode.h>
#include <fmt/format.h>

namespace qwen35 {
namespace {

std::string base_name(size_t layer, Module module) {
  return fmt::format("layers.{}.{}", layer, path_of(module));
}

template <class Visit>
void for_each_pair(const ModelConfig& config, const AdapterShape& shape, Visit visit) {
  PerModule<bool> chosen;
  for (const Module module : shape.modules) chosen[module] = true;
  const std::set<int64_t> layers(shape.layers.begin(), shape.layers.end());
  for (size_t layer = 0; layer < config.layers.size(); ++layer) {
    if (!layers.empty() && !layers.contains(static_cast<int64_t>(layer))) continue;
    for (const Module module : all_modules) {
      if (chosen[module] && has_module(config.layers[layer], module))
        visit(layer, module, shape_of(config, module));
    }
  }
}

}  // namespace

Adapter::Adapter(const ModelConfig& config, AdapterShape shape, at::Device device)
    : shape_(std::move(shape)), layers_(config.layers.size()) {
  int64_t size = 0;
  for_each_pair(config, shape_,
                [&](size_t, Module, LinearShape linear) { size += shape_.rank * (linear.in + linear.out); });
  values_ = at::zeros({size}, at::TensorOptions(at::kFloat).device(device));
  gradients_ = at::zeros_like(values_);
  for_each_pair(config, shape_, [&](size_t layer, Module module, LinearShape linear) {
    const std::string name = base_name(layer, module);
    LoraPair& pair = layers_[layer][module];
    pair.a = next(name + ".lora_A.weight", shape_.rank, linear.in);
    pair.b = next(name + ".lora_B.weight", linear.out, shape_.rank);
  });
}

double Adapter::scale() const {
  const auto rank = static_cast<double>(shape_.rank);
  return shape_.alpha / (shape_.rslora ? std::sqrt(rank) : rank);
}

at::Tensor Adapter::next(const std::string& name, int64_t rows, int64_t columns) {
  const auto view = [&](const at::Tensor& flat) {
    return flat.narrow(0, used_, rows * columns).view({rows, columns}).detach();
  };
  at::Tensor value = view(values_).requires_grad_(true);
  value.mutable_grad() = view(gradients_);
  used_ += rows * columns;
  items_.push_back({name, value});
  return value;
}

Adapter Adapter::frozen(at::ScalarType dtype) const {
  Adapter copy = *this;
  copy.values_ = values_.to(dtype, /*non_blocking=*/false, /*copy=*/true);
  copy.gradients_ = at::Tensor();
  copy.used_ = 0;
  auto item = copy.items_.begin();
  const auto view = [&](at::Tensor& value) {
    const int64_t size = value.numel();
    value = copy.values_.narrow(0, std::exchange(copy.used_, copy.used_ + size), size).view(value.sizes());
    (item++)->value = value;
  };
  for (auto& layer : copy.layers_) {
    for (LoraPair& pair : layer.values) {
      if (!pair.a.defined()) continue;
      view(pair.a);
      view(pair.b);
    }
  }
  return copy;
}

void Adapter::init(uint64_t seed) {
  const at::NoGradGuard no_gradients;
  const at::Generator generator = at::make_generator<at::CPUGeneratorImpl>(seed);
  for (const auto& layer : layers_) {
    for (const LoraPair& pair : layer.values) {
      if (!pair.a.defined()) continue;
      const double bound = 1 / std::sqrt(static_cast<double>(pair.a.size(1)));
      pair.a.copy_(at::empty(pair.a.sizes(), at::kFloat).uniform_(-bound, bound, generator));
      pair.b.zero_();
    }
  }
}

}  // namespace qwen35
