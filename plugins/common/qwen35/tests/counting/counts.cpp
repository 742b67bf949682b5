// Prints what a training step asks of a device at the shapes of Qwen3.5-27B, layer by layer: kernels, bytes, FLOPs, and what an
// H100 needs at least. Computes nothing: all tensors are on torch's meta device.
//
//   qwen35_counts [TOKENS [BATCH]]     of a sequence; 8192 and 1
#include <algorithm>
#include <string>
#include <vector>

#include <c10/core/GradMode.h>
#include <fmt/format.h>

#include "counting/op_counts.hpp"
#include "random_model.hpp"
#include "window.hpp"

namespace {

using namespace qwen35;
using counting::Cost;
using counting::Costs;

// An H100 SXM by its data sheet: bytes and dense FLOPs a second. A host launches an operator with its autograd node every 4 to 6
// us in eager mode.
constexpr double bandwidth = 3.35e12, bf16_peak = 989e12, fp32_peak = 67e12, launches = 2e5;

// Seconds that the kernels of one operator take at least, each bound by memory or by arithmetic.
double seconds(const Cost& cost) {
  return std::max(static_cast<double>(cost.bytes) / bandwidth,
                  cost.bf16_flops / bf16_peak + cost.fp32_flops / fp32_peak);
}

double seconds(const Costs& costs) {
  double sum = 0;
  for (const auto& [name, cost] : costs) sum += seconds(cost);
  return sum;
}

void print(const std::string& what, const Costs& costs) {
  const Cost sum = total(costs);
  fmt::print("| {} | {} | {:.1f} | {:.2f} | {:.2f} | {:.1f} |\n", what, sum.kernels,
             static_cast<double>(sum.bytes) / 1e9, sum.bf16_flops / 1e12, sum.fp32_flops / 1e12,
             seconds(costs) * 1e3);
}

void print_operators(const Costs& costs) {
  std::vector<std::pair<std::string, Cost>> sorted(costs.begin(), costs.end());
  std::ranges::sort(sorted, std::greater(), [](const auto& one) { return seconds(one.second); });
  fmt::print("\n| operator | kernels | GB | ms at least |\n|---|--:|--:|--:|\n");
  constexpr size_t shown = 30;
  for (size_t i = 0; i < std::min(shown, sorted.size()); ++i)
    fmt::print("| {} | {} | {:.1f} | {:.1f} |\n", sorted[i].first, sorted[i].second.kernels,
               static_cast<double>(sorted[i].second.bytes) / 1e9, seconds(sorted[i].second) * 1e3);
}

Costs forward(const Model& model, const Adapter& adapter, size_t layer, int64_t batch, int64_t tokens) {
  const at::NoGradGuard no_gradients;
  const auto window = model.window({}, 0, tokens);
  const at::Tensor x = at::empty({batch, tokens, model.config().hidden}, model.options());
  const counting::OpCounter counter;
  model.layer(layer, x, *window, &adapter);
  return counter.costs();
}

// The layer with its graph, and the way back.
Costs with_gradients(const Model& model, const Adapter& adapter, size_t layer, int64_t batch,
                     int64_t tokens) {
  const auto window = model.window({}, 0, tokens);
  const at::Tensor x =
      at::empty({batch, tokens, model.config().hidden}, model.options()).requires_grad_(true);
  const at::Tensor gradient = at::empty_like(x);
  const counting::OpCounter counter;
  model.layer(layer, x, *window, &adapter).backward(gradient);
  return counter.costs();
}

Costs operator*(int64_t times, Costs costs) {
  for (auto& [name, cost] : costs) cost = times * cost;
  return costs;
}

Costs operator+(Costs left, const Costs& right) {
  for (const auto& [name, cost] : right) left[name] += cost;
  return left;
}

}  // namespace

int main(int argc, char** argv) {
  const int64_t tokens = argc > 1 ? std::stoll(argv[1]) : 8192;
  const int64_t batch = argc > 2 ? std::stoll(argv[2]) : 1;
  const ModelConfig config = qwen35_27b();
  const auto options = at::TensorOptions(at::kBFloat16).device(at::kMeta);
  const Model model = random_model(config, options);
  const Adapter adapter(config, {}, at::kMeta);

  fmt::print("{} sequences of {} tokens, LoRA of rank {} on the seven modules\n\n", batch, tokens,
             adapter.shape().rank);
  fmt::print("| | kernels | GB | bf16 TFLOP | fp32 TFLOP | ms at least |\n|---|--:|--:|--:|--:|--:|\n");
  Costs all;
  for (const LayerKind kind : {LayerKind::linear_attention, LayerKind::full_attention}) {
    const auto first = std::ranges::find(config.layers, kind) - config.layers.begin();
    const Costs once = forward(model, adapter, static_cast<size_t>(first), batch, tokens);
    const Costs learning = with_gradients(model, adapter, static_cast<size_t>(first), batch, tokens);
    print(fmt::format("{}: forward", base::name_of(kind)), once);
    print(fmt::format("{}: again, with its gradients", base::name_of(kind)), learning);
    all = all + std::ranges::count(config.layers, kind) * (once + learning);
  }
  print(fmt::format("all {} layers", config.layers.size()), all);
  print_operators(all);

  const double kernels = seconds(all), host = static_cast<double>(total(all).kernels) / launches;
  const double took = std::max(kernels, host);
  // Forward, again, and the gradient of the activations.
  const double useful = 3 * 2 * 24.35e9 * static_cast<double>(tokens * batch);
  fmt::print(
      "\nAn H100 needs {:.2f} s for the kernels, its host {:.2f} s to launch them: at most {:.0f} tokens/s, "
      "{:.0f} % of "
      "its peak.\n",
      kernels, host, static_cast<double>(tokens * batch) / took, 100 * useful / (took * bf16_peak));
}
