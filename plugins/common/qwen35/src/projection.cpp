#include "projection.hpp"

namespace qwen35 {

at::Tensor project(const at::Tensor& x, const PerModule<at::Tensor>& weights, const LayerAdapter& adapter,
                   Module module) {
  if (adapter.pairs == nullptr || !(*adapter.pairs)[module].a.defined())
    return at::linear(x, weights[module]);
  const auto& [a, b] = (*adapter.pairs)[module];
  const at::Tensor rows = x.reshape({-1, x.size(-1)});
  const Dropout dropout{adapter.dropout.share, mixed({adapter.dropout.key, static_cast<uint64_t>(module)})};
  const at::Tensor down = at::mm(dropped(rows, dropout), a.to(x.scalar_type()).t());
  at::Tensor y = at::mm(rows, weights[module].t());
  y.addmm_(down, b.to(x.scalar_type()).t(), 1, adapter.scale);
  std::vector<int64_t> shape = x.sizes().vec();
  shape.back() = y.size(1);
  return y.view(shape);
}

}  // namespace qwen35
