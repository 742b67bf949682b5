#include "qwen35/training.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include <c10/core/GradMode.h>

#include "window.hpp"

namespace qwen35 {
namespace {

struct LayerRun {
  at::Tensor input;   // a leaf that requires gradients where a layer before this one has LoRA
  at::Tensor output;  // with its graph; undefined if the layer runs again
};

bool has_lora(const Adapter& adapter, size_t layer) {
  for (const LoraPair& pair : adapter.layer(layer).values) {
    if (pair.a.defined()) return true;
  }
  return false;
}

// The first layer whose A and B want a gradient; those before it need none of their input.
size_t first_adapted(const Adapter& adapter, size_t layers) {
  size_t first = 0;
  while (first < layers && !has_lora(adapter, first)) ++first;
  return first;
}

at::Tensor leaf(const at::Tensor& x, bool wants_gradient) {
  return x.detach().requires_grad_(wants_gradient);
}

}  // namespace

Loss add_gradients(const Model& model, Adapter& adapter, const Batch& batch, double scale, size_t graphs) {
  const size_t layers = model.config().layers.size();
  const size_t first = first_adapted(adapter, layers);
  const size_t first_kept = layers - std::min(graphs, layers);
  const auto window = model.window(batch.tokens.mask, 0, batch.tokens.ids.size(1));
  std::vector<LayerRun> runs(layers);
  at::Tensor x;
  {
    const at::NoGradGuard no_gradients;
    x = model.embed(batch.tokens.ids);
  }
  for (size_t i = 0; i < layers; ++i) {
    const c10::AutoGradMode graph(i >= std::max(first, first_kept));
    runs[i].input = leaf(x, i > first);
    x = model.layer(i, runs[i].input, *window, &adapter);
    if (x.requires_grad()) runs[i].output = x;
  }
  HeadResult head = head_loss(model, x, batch.labels, scale);
  at::Tensor gradient = std::move(head.gradient);
  if (head.loss.tokens == 0) return head.loss;

  const c10::AutoGradMode graph(true);
  for (size_t i = layers; i-- > first;) {
    LayerRun run = std::exchange(runs[i], {});
    if (!run.output.defined()) run.output = model.layer(i, run.input, *window, &adapter);
    run.output.backward(gradient);
    gradient = run.input.grad();
  }
  return head.loss;
}

}  // namespace qwen35
