#include "qwen35/graph_memory.hpp"

#include <algorithm>
#include <memory>

#include <c10/core/Allocator.h>
#include <c10/core/GradMode.h>
#include <c10/util/ThreadLocalDebugInfo.h>

#include "window.hpp"

namespace qwen35 {
namespace {

// Long enough that what does not grow with a sequence is nothing beside what does.
constexpr int64_t measured_tokens = 512;

// Counts what the calling thread's tensors hold, by the hook that torch has for its profiler.
class LiveBytes : public c10::MemoryReportingInfoBase {
 public:
  void reportMemoryUsage(void*, int64_t bytes, size_t, size_t, c10::Device) override {
    now_ += bytes;
    peak_ = std::max(peak_, now_);
  }
  bool memoryProfilingEnabled() const override { return true; }

  int64_t now() const { return now_; }
  int64_t peak() const { return peak_; }

 private:
  int64_t now_ = 0, peak_ = 0;
};

size_t index_of(LayerKind kind) { return static_cast<size_t>(kind); }

}  // namespace

GraphMemory measure_graphs(const Model& model, Adapter& adapter) {
  const ModelConfig& config = model.config();
  const auto tokens = static_cast<double>(measured_tokens);
  const at::Tensor gradients = adapter.gradients().clone();
  const auto window = model.window({}, 0, measured_tokens);
  GraphMemory memory{.input = static_cast<double>(config.hidden) *
                              static_cast<double>(c10::elementSize(model.options().dtype().toScalarType()))};
  for (const LayerKind kind : {LayerKind::linear_attention, LayerKind::full_attention}) {
    const auto found = std::ranges::find(config.layers, kind);
    if (found == config.layers.end()) continue;
    const auto layer = static_cast<size_t>(found - config.layers.begin());
    const auto live = std::make_shared<LiveBytes>();
    const c10::DebugInfoGuard watched(c10::DebugInfoKind::PROFILER_STATE, live);
    const c10::AutoGradMode graph(true);
    const at::Tensor x = at::ones({1, measured_tokens, config.hidden}, model.options()).requires_grad_(true);
    const int64_t before = live->now();
    at::Tensor y = model.layer(layer, x, *window, &adapter);
    const int64_t kept = live->now() - before;
    const at::Tensor gradient = at::ones_like(y);
    y.backward(gradient);
    y.reset();
    memory.graphs[index_of(kind)] = static_cast<double>(kept) / tokens;
    memory.working = std::max(memory.working, static_cast<double>(live->peak() - before - kept) / tokens);
  }
  adapter.gradients().copy_(gradients);
  return memory;
}

size_t graphs_that_fit(const GraphMemory& memory, const ModelConfig& config, int64_t tokens, double bytes) {
  const auto length = static_cast<double>(tokens);
  double left = bytes - length * (memory.working + memory.input * static_cast<double>(config.layers.size()));
  size_t kept = 0;
  for (size_t i = config.layers.size(); i-- > 0; ++kept) {
    left -= length * memory.graphs[index_of(config.layers[i])];
    if (left < 0) break;
  }
  return kept;
}

}  // namespace qwen35
