#include "qwen35/adapter_gguf.hpp"

#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "gguf_write.hpp"

namespace qwen35 {
namespace {

std::string_view gguf_name(Module module) {
  switch (module) {
    case Module::q_proj:
      return "attn_q";
    case Module::k_proj:
      return "attn_k";
    case Module::v_proj:
      return "attn_v";
    case Module::o_proj:
      return "attn_output";
    case Module::in_proj_qkv:
      return "attn_qkv";
    case Module::in_proj_z:
      return "attn_gate";
    case Module::in_proj_b:
      return "ssm_beta";
    case Module::in_proj_a:
      return "ssm_alpha";
    case Module::out_proj:
      return "ssm_out";
    case Module::gate_proj:
      return "ffn_gate";
    case Module::up_proj:
      return "ffn_up";
    case Module::down_proj:
      return "ffn_down";
  }
  std::unreachable();
}

// From value heads side by side by their key head to one of each key head, then the next of each. `dim` holds nothing but heads.
at::Tensor apart(const at::Tensor& tensor, int64_t dim, const ModelConfig& config) {
  const int64_t keys = config.linear_key_heads, each = config.linear_value_heads / keys;
  return tensor.unflatten(dim, {keys, each, -1}).transpose(dim, dim + 1).flatten(dim, dim + 2);
}

LoraPair reordered(Module module, const LoraPair& pair, const ModelConfig& config) {
  const int64_t before_values = 2 * config.linear_key_width();
  switch (module) {
    case Module::in_proj_qkv: {
      const int64_t values = config.linear_value_width();
      return {pair.a, at::cat({pair.b.narrow(0, 0, before_values),
                               apart(pair.b.narrow(0, before_values, values), 0, config)})};
    }
    case Module::in_proj_z:
    case Module::in_proj_a:
    case Module::in_proj_b:
      return {pair.a, apart(pair.b, 0, config)};
    case Module::out_proj:
      return {apart(pair.a, 1, config), pair.b};
    default:
      return pair;
  }
}

}  // namespace

base::Result<void> write_adapter_gguf(const std::filesystem::path& path, const Adapter& adapter,
                                      const ModelConfig& config) {
  GgufWriter file;
  file.add("general.architecture", "qwen35");
  file.add("general.type", "adapter");
  file.add("adapter.type", "lora");
  file.add("adapter.lora.alpha",
           static_cast<float>(adapter.scale() * static_cast<double>(adapter.shape().rank)));
  for (size_t layer = 0; layer < config.layers.size(); ++layer) {
    for (const Module module : all_modules) {
      const LoraPair& pair = adapter.layer(layer)[module];
      if (!pair.a.defined()) continue;
      const LoraPair written = reordered(module, pair, config);
      const std::string name = fmt::format("blk.{}.{}.weight.lora_", layer, gguf_name(module));
      file.add_tensor(name + "a", written.a);
      file.add_tensor(name + "b", written.b);
    }
  }
  return file.write(path);
}

}  // namespace qwen35
