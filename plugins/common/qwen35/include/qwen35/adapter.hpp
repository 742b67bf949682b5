// A LoRA adapter: for chosen projections of the chosen layers that have them, y = x Wᵀ + scale (x Aᵀ) Bᵀ.
//
// All A and B are fp32 views of one flat buffer, their gradients are views of a second one, so that the
// optimizer and a saved state each handle one tensor. A copy shares the buffers.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <ATen/ATen.h>

#include "qwen35/dropout.hpp"
#include "qwen35/modules.hpp"

namespace qwen35 {

struct AdapterShape {
  int64_t rank = 16;
  double alpha = 16;    // the scale is alpha / rank
  bool rslora = false;  // the scale is alpha / √rank (Kalajdzievski 2023, arXiv 2312.03732)
  std::vector<Module> modules{attention_and_mlp.begin(), attention_and_mlp.end()};
  std::vector<int64_t> layers = {};  // from 0; empty: all
};

struct LoraPair {
  at::Tensor a;  // [rank, in], a leaf that requires gradients; undefined where the projection has no LoRA
  at::Tensor b;  // [out, rank], as a
};

// Reading is thread-safe; filling gradients and steps of an optimizer are not.
class Adapter {
 public:
  // All values are 0: neither init nor read_adapter was called. Gradients are 0.
  Adapter(const ModelConfig& config, AdapterShape shape, at::Device device = at::kCPU);

  // A from U(-1/√in, 1/√in), which is PEFT's kaiming_uniform(a = √5), and B = 0. The same seed gives the
  // same values.
  void init(uint64_t seed);

  // A copy that only computes: values in the model's dtype, so that no product converts them, and no gradients.
  Adapter frozen(at::ScalarType dtype) const;

  const AdapterShape& shape() const { return shape_; }
  double scale() const;
  size_t layers() const { return layers_.size(); }  // of the model

  // None at first. Part of the pass that follows, not of the adapter: it is not copied to files.
  const Dropout& dropout() const { return dropout_; }
  void set_dropout(const Dropout& dropout) { dropout_ = dropout; }

  const PerModule<LoraPair>& layer(size_t index) const { return layers_[index]; }

  // fp32, if not frozen in another dtype, [number of values]: all A and B, in the order of layers and of the enum Module, A before B.
  const at::Tensor& values() const { return values_; }
  const at::Tensor& gradients() const { return gradients_; }
  void clear_gradients() { gradients_.zero_(); }

  // "layers.0.mlp.gate_proj.lora_A.weight" and the tensor, in the order of values().
  struct Item {
    std::string name;
    at::Tensor value;
  };
  const std::vector<Item>& items() const { return items_; }

 private:
  at::Tensor next(const std::string& name, int64_t rows, int64_t columns);

  AdapterShape shape_;
  at::Tensor values_;
  at::Tensor gradients_;
  Dropout dropout_;
  int64_t used_ = 0;
  std::vector<PerModule<LoraPair>> layers_;
  std::vector<Item> items_;
};

}  // namespace qwen35
