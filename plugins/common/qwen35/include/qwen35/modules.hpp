// The linear projections of a layer, which LoRA can adapt, by the names that checkpoints and PEFT use.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include <base/enum_names.hpp>

#include "qwen35/config.hpp"

namespace qwen35 {

enum class Module : uint8_t {
  q_proj,
  k_proj,
  v_proj,
  o_proj,
  in_proj_qkv,
  in_proj_z,
  in_proj_b,
  in_proj_a,
  out_proj,
  gate_proj,
  up_proj,
  down_proj,
};
constexpr auto enum_names(Module) {
  return base::names("q_proj", "k_proj", "v_proj", "o_proj", "in_proj_qkv", "in_proj_z", "in_proj_b",
                     "in_proj_a", "out_proj", "gate_proj", "up_proj", "down_proj");
}
constexpr size_t module_count = 12;

// In the order of the enum.
constexpr std::array<Module, module_count> all_modules = {
    Module::q_proj,      Module::k_proj,    Module::v_proj,    Module::o_proj,
    Module::in_proj_qkv, Module::in_proj_z, Module::in_proj_b, Module::in_proj_a,
    Module::out_proj,    Module::gate_proj, Module::up_proj,   Module::down_proj};

// What PEFT's adapters of other projects for this model cover, and every server loads.
constexpr std::array<Module, 7> attention_and_mlp = {Module::q_proj,   Module::k_proj,    Module::v_proj,
                                                     Module::o_proj,   Module::gate_proj, Module::up_proj,
                                                     Module::down_proj};

// One value for every module.
template <class Value>
struct PerModule {
  std::array<Value, module_count> values{};
  Value& operator[](Module module) { return values[static_cast<size_t>(module)]; }
  const Value& operator[](Module module) const { return values[static_cast<size_t>(module)]; }
};

// Within a layer: "self_attn.q_proj".
std::string path_of(Module module);

bool has_module(LayerKind kind, Module module);

struct LinearShape {
  int64_t out = 0;
  int64_t in = 0;
};

// Shape of the weight, [out, in].
LinearShape shape_of(const ModelConfig& config, Module module);

}  // namespace qwen35
