// The Qwen3.5 text model (transformers' Qwen3_5TextModel with its head).
//
//   tokens [B, T] ─► embed ─► layer 0 ─► … ─► layer L-1 ─► final_norm ─► logits [.., vocabulary]
//                             h = x + mixer(norm(x)),  y = h + mlp(norm(h))
//
// The mixer of a layer is Gated DeltaNet or gated full attention. The residual stream and the operands of
// products have the model's dtype; norms, gates' decay, the delta rule and its state are fp32. fp16 is
// refused: the delta rule overflows in it. Position and state begin anew in every row of a batch, so one row
// is one example.
#pragma once

#include <filesystem>
#include <memory>

#include <ATen/ATen.h>

#include <base/error.hpp>

#include "qwen35/adapter.hpp"
#include "qwen35/cache.hpp"
#include "qwen35/config.hpp"
#include "qwen35/weights.hpp"

namespace qwen35 {

struct LayerAdapter;
struct Window;

// The tokens of one call. Rows may be padded at the right or at the left.
struct Tokens {
  at::Tensor ids;   // int64 [B, T], 0 <= id < vocabulary, at padding too
  at::Tensor mask;  // bool [B, T], true for tokens; undefined: no padding
};

// Thread-safe: nothing changes after load. Results at padding mean nothing.
class Model {
 public:
  // A folder in Hugging Face's format. dtype: kFloat, kBFloat16 or kDouble.
  static base::Result<Model> load(const std::filesystem::path& folder, at::ScalarType dtype = at::kFloat,
                                  at::Device device = at::kCPU);

  // Of weights in the form of `read_weights` for these options, such as those of torch's meta device.
  Model(ModelConfig config, ModelWeights weights, at::TensorOptions options);

  const ModelConfig& config() const { return config_; }
  const ModelWeights& weights() const { return weights_; }
  at::TensorOptions options() const { return options_; }  // dtype and device

  // [B, T] -> [B, T, hidden]. Throws c10::Error for an id outside the vocabulary.
  at::Tensor embed(const at::Tensor& ids) const;

  // Made once for a call and given to each of its layers. `mask` covers the cached tokens too: [B, past + T].
  std::shared_ptr<const Window> window(const at::Tensor& mask, int64_t past, int64_t tokens) const;

  // [B, T, hidden] -> [B, T, hidden]. adapter and cache may be null; with a cache there are no gradients.
  at::Tensor layer(size_t index, const at::Tensor& x, const Window& window, const Adapter* adapter,
                   Cache* cache = nullptr) const;

  at::Tensor final_norm(const at::Tensor& x) const;
  at::Tensor logits(const at::Tensor& normed) const;  // in the model's dtype

  // All layers without gradients: the input of final_norm, [B, T, hidden].
  at::Tensor hidden(const Tokens& tokens, const Adapter* adapter) const;

  // The next tokens after those in the cache: the input of final_norm. `tokens.mask` covers the cached ones
  // too.
  at::Tensor extend(const Tokens& tokens, const Adapter* adapter, Cache& cache) const;

  // The next token of each row, int64 [rows, 1]: the input of final_norm, [rows, 1, hidden]. The rows' lengths
  // grow by one. After a throw the caches are useless.
  at::Tensor extend_rows(const at::Tensor& ids, const Adapter* adapter, RowCaches& caches) const;

 private:
  LayerAdapter adapter_of(size_t layer, const Adapter* adapter) const;

  ModelConfig config_;
  ModelWeights weights_;
  at::TensorOptions options_;
};

}  // namespace qwen35
