#include "qwen35/modules.hpp"

#include <utility>

namespace qwen35 {
namespace {

constexpr std::array<std::string_view, module_count> paths = {
    "self_attn.q_proj",        "self_attn.k_proj",      "self_attn.v_proj",      "self_attn.o_proj",
    "linear_attn.in_proj_qkv", "linear_attn.in_proj_z", "linear_attn.in_proj_b", "linear_attn.in_proj_a",
    "linear_attn.out_proj",    "mlp.gate_proj",         "mlp.up_proj",           "mlp.down_proj"};

}  // namespace

std::string_view path_of(Module module) { return paths[static_cast<size_t>(module)]; }

std::string_view name_of(Module module) {
  const std::string_view path = path_of(module);
  return path.substr(path.find('.') + 1);
}

std::optional<Module> module_of_name(std::string_view name) {
  for (const Module module : all_modules) {
    if (name_of(module) == name) return module;
  }
  return std::nullopt;
}

bool has_module(LayerKind kind, Module module) {
  const std::string_view path = path_of(module);
  if (path.starts_with("mlp.")) return true;
  return path.starts_with("self_attn.") == (kind == LayerKind::full_attention);
}

LinearShape shape_of(const ModelConfig& config, Module module) {
  switch (module) {
    case Module::q_proj:
      return {2 * config.query_width(), config.hidden};  // query and gate
    case Module::k_proj:
    case Module::v_proj:
      return {config.kv_width(), config.hidden};
    case Module::o_proj:
      return {config.hidden, config.query_width()};
    case Module::in_proj_qkv:
      return {config.conv_channels(), config.hidden};
    case Module::in_proj_z:
      return {config.linear_value_width(), config.hidden};
    case Module::in_proj_b:
    case Module::in_proj_a:
      return {config.linear_value_heads, config.hidden};
    case Module::out_proj:
      return {config.hidden, config.linear_value_width()};
    case Module::gate_proj:
    case Module::up_proj:
      return {config.intermediate, config.hidden};
    case Module::down_proj:
      return {config.hidden, config.intermediate};
  }
  std::unreachable();
}

}  // namespace qwen35
