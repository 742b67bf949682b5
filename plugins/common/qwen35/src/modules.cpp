#include "qwen35/modules.hpp"

#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace qwen35 {
namespace {

std::string_view part_of(Module module) {
  if (module <= Module::o_proj) return "self_attn";
  return module <= Module::out_proj ? "linear_attn" : "mlp";
}

}  // namespace

std::string path_of(Module module) { return fmt::format("{}.{}", part_of(module), base::name_of(module)); }

bool has_module(LayerKind kind, Module module) {
  if (module >= Module::gate_proj) return true;
  return (module <= Module::o_proj) == (kind == LayerKind::full_attention);
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
