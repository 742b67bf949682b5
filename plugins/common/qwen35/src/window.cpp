#include "window.hpp"

#include <utility>

#include "norms.hpp"

namespace qwen35 {
namespace {

// The angles in fp32, as transformers computes them: position · theta^(−2i / rotary dims), once for each
// half.
void rotate_positions(const ModelConfig& config, const at::TensorOptions& options, const at::Tensor& places,
                      Window& window) {
  const at::TensorOptions wide = places.options();
  const at::Tensor exponent =
      at::arange(0, config.rotary_dim, 2, wide) / static_cast<double>(config.rotary_dim);
  const at::Tensor frequency = at::pow(config.rope_theta, exponent).reciprocal();
  const at::Tensor half = at::outer(places, frequency);
  const at::Tensor angle = at::cat({half, half}, 1);
  window.cosine = angle.cos().to(options);
  window.sine = angle.sin().to(options);
}

// Padding after the tokens of a row is behind all of them, and the causal order hides it.
bool is_right_padding(const at::Tensor& mask) {
  const int64_t length = mask.size(1);
  return !at::logical_and(mask.narrow(1, 1, length - 1), mask.narrow(1, 0, length - 1).logical_not())
              .any()
              .item<bool>();
}

}  // namespace

Window make_window(const ModelConfig& config, const at::Tensor& mask, int64_t past, int64_t tokens,
                   const at::TensorOptions& options) {
  Window window;
  window.past = past;
  rotate_positions(config, options, at::arange(past, past + tokens, wide(options)), window);
  const bool padded = mask.defined() && !mask.all().item<bool>();
  if (padded) window.kept = mask.narrow(1, past, tokens).unsqueeze(-1).to(options);
  if (past == 0 && (!padded || is_right_padding(mask))) return window;
  window.causal = false;
  if (tokens == 1 && !padded) return window;
  const auto boolean = options.dtype(at::kBool);
  at::Tensor seen = at::ones({tokens, past + tokens}, boolean).tril(past).view({1, 1, tokens, past + tokens});
  if (padded) {
    // A padding token sees itself: a row that sees nothing would be NaN.
    const at::Tensor itself = at::eye(tokens, boolean);
    const at::Tensor self = at::cat({at::zeros({tokens, past}, boolean), itself}, 1);
    seen = at::logical_or(at::logical_and(seen, mask.view({mask.size(0), 1, 1, -1})), self);
  }
  window.attention_mask = std::move(seen);
  return window;
}

Window make_window(const ModelConfig& config, const std::vector<int64_t>& places,
                   const at::TensorOptions& options) {
  Window window;
  const auto rows = static_cast<int64_t>(places.size());
  rotate_positions(config, options, at::tensor(places, at::kLong).to(wide(options)), window);
  for (at::Tensor* turned : {&window.cosine, &window.sine})
    *turned = turned->view({rows, 1, 1, config.rotary_dim});
  window.causal = false;
  return window;
}

}  // namespace qwen35
