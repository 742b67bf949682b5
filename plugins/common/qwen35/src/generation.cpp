#include "qwen35/generation.hpp"

#include <algorithm>

#include <c10/core/GradMode.h>

#include "decoding.hpp"

namespace qwen35 {
namespace {

constexpr int64_t filler = 0;  // an id like any other; the mask hides it

// Prompts end at one column; the mask also covers the columns to come.
Tokens padded_left(const std::vector<std::vector<int64_t>>& prompts, int64_t longest, at::Device device) {
  Tokens tokens;
  const auto rows = static_cast<int64_t>(prompts.size());
  tokens.ids = at::full({rows, longest}, filler, at::kLong);
  tokens.mask = at::zeros({rows, longest}, at::kBool);
  for (int64_t i = 0; i < rows; ++i) {
    const auto& prompt = prompts[static_cast<size_t>(i)];
    const auto size = static_cast<int64_t>(prompt.size());
    TORCH_CHECK(size > 0, "a prompt needs at least one token");
    tokens.ids[i].narrow(0, longest - size, size).copy_(at::tensor(prompt, at::kLong));
    tokens.mask[i].narrow(0, longest - size, size).fill_(true);
  }
  tokens.ids = tokens.ids.to(device);
  tokens.mask = tokens.mask.all().item<bool>() ? at::Tensor() : tokens.mask.to(device);
  return tokens;
}

}  // namespace

std::vector<Generated> generate(const Model& model, const Adapter* adapter,
                                const std::vector<std::vector<int64_t>>& prompts,
                                const GenerationSettings& settings) {
  if (prompts.empty()) return {};
  const at::NoGradGuard no_gradients;
  const at::Device device = model.options().device();
  const auto longest =
      static_cast<int64_t>(std::ranges::max(prompts, {}, &std::vector<int64_t>::size).size());
  Tokens tokens = padded_left(prompts, longest, device);
  Cache cache{.capacity = longest + std::max<int64_t>(settings.max_new_tokens, 0)};
  return decode(model, settings, tokens.ids, [&](const at::Tensor& ids) {
    const at::Tensor x = model.extend({ids, tokens.mask}, adapter, cache);
    if (tokens.mask.defined()) tokens.mask = at::constant_pad_nd(tokens.mask, {0, 1}, true);
    return x;
  });
}

}  // namespace qwen35
