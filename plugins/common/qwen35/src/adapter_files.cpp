#include "qwen35/adapter_files.hpp"

#include <algorithm>
#include <cmath>
#include <expected>
#include <set>
#include <system_error>
#include <utility>
#include <vector>

#include <c10/core/GradMode.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <simdjson.h>

#include <base/flush.hpp>
#include <base/json_writer.hpp>

#include "new_file.hpp"
#include "qwen35/safetensors.hpp"

namespace qwen35 {
namespace {

namespace dom = simdjson::dom;

constexpr const char* config_name = "adapter_config.json";
constexpr const char* tensors_name = "adapter_model.safetensors";
constexpr int64_t max_rank = 4096;

std::string_view prefix_of(ModelClass keys) {
  return keys == ModelClass::causal_lm ? "base_model.model.model." : "base_model.model.model.language_model.";
}

bool is_on(const dom::object& object, std::string_view key) {
  bool value = false;
  return object[key].get(value) == simdjson::SUCCESS && value;
}

// Absent, null, {} and [] say nothing.
bool says_something(const dom::object& object, std::string_view key) {
  const auto found = object[key];
  if (found.error() || found.is_null()) return false;
  dom::object map;
  dom::array list;
  if (found.get(map) == simdjson::SUCCESS) return map.size() != 0;
  if (found.get(list) == simdjson::SUCCESS) return list.size() != 0;
  return true;
}

// As PEFT has them: one number or a list of them, under the name `layers` if any.
std::string read_layers(const dom::object& object, AdapterShape& shape) {
  if (!says_something(object, "layers_to_transform")) return {};
  const dom::element found = object["layers_to_transform"];
  dom::array list;
  int64_t layer = 0;
  if (found.get(layer) == simdjson::SUCCESS) {
    shape.layers = {layer};
  } else if (found.get(list) == simdjson::SUCCESS) {
    for (const dom::element item : list) {
      if (item.get(layer)) return "layers_to_transform is not a list of numbers";
      shape.layers.push_back(layer);
    }
  } else {
    return "layers_to_transform is not a list of numbers";
  }
  std::string_view pattern;
  if (object["layers_pattern"].get(pattern) == simdjson::SUCCESS && pattern != "layers")
    return "layers_pattern is not layers";
  return {};
}

// An empty text, or why the adapter cannot be used.
std::string read_shape(const dom::object& object, AdapterShape& shape) {
  std::string_view text;
  if (object["peft_type"].get(text) || text != "LORA") return "peft_type is not LORA";
  if (object["r"].get(shape.rank) || shape.rank < 1 || shape.rank > max_rank) {
    return fmt::format("r is not a number from 1 to {}", max_rank);
  }
  if (object["lora_alpha"].get(shape.alpha) || !std::isfinite(shape.alpha))
    return "lora_alpha is not a number";
  for (const std::string_view key : {"use_dora", "use_qalora", "fan_in_fan_out", "lora_bias"}) {
    if (is_on(object, key)) return fmt::format("{} is on", key);
  }
  for (const std::string_view key : {"rank_pattern", "alpha_pattern", "modules_to_save", "layer_replication",
                                     "target_parameters", "trainable_token_indices"}) {
    if (says_something(object, key)) return fmt::format("{} is set", key);
  }
  if (object["bias"].get(text) == simdjson::SUCCESS && text != "none") return "bias is not none";
  dom::array targets;
  if (object["target_modules"].get(targets)) return "target_modules is not a list of module names";
  shape.modules.clear();
  for (const dom::element target : targets) {
    const auto module = target.get(text) ? std::nullopt : base::enum_of<Module>(text);
    if (!module) return "target_modules names a module that no layer has";
    shape.modules.push_back(*module);
  }
  shape.rslora = is_on(object, "use_rslora");
  return read_layers(object, shape);
}

std::unexpected<base::Error> tensor_error(const std::filesystem::path& folder, std::string why) {
  return base::failure("cannot read the adapter in " + folder.string(), std::move(why),
                       "name an adapter that was trained for this model");
}

// The prefix of the class whose modules all of them name, or why they name those of neither.
std::expected<std::string_view, std::string> common_prefix(const std::vector<std::string>& names) {
  const auto first_without = [&](ModelClass keys) {
    const std::string start = fmt::format("{}layers.", prefix_of(keys));
    return std::ranges::find_if_not(names, [&](const std::string& name) { return name.starts_with(start); });
  };
  for (const ModelClass keys : {ModelClass::conditional_generation, ModelClass::causal_lm})
    if (first_without(keys) == names.end()) return prefix_of(keys);
  return std::unexpected(fmt::format(
      "its keys are neither those of Qwen3_5ForConditionalGeneration ({}layers.N, which {} is not) nor those "
      "of "
      "Qwen3_5ForCausalLM ({}layers.N, which {} is not)",
      prefix_of(ModelClass::conditional_generation), *first_without(ModelClass::conditional_generation),
      prefix_of(ModelClass::causal_lm), *first_without(ModelClass::causal_lm)));
}

base::Result<void> read_tensors(const std::filesystem::path& folder, const Adapter& adapter) {
  const auto file = SafetensorsFile::open(folder / tensors_name);
  if (!file) return std::unexpected(file.error());
  const std::vector<std::string> names = file->names();
  const auto prefix = common_prefix(names);
  if (!prefix) return tensor_error(folder, prefix.error());
  if (names.size() != adapter.items().size()) {
    return tensor_error(folder, fmt::format("it has {} tensors, its config implies {}", names.size(),
                                            adapter.items().size()));
  }
  const at::NoGradGuard no_gradients;
  for (const auto& [name, value] : adapter.items()) {
    auto stored = file->tensor(fmt::format("{}{}", *prefix, name));
    if (!stored) return std::unexpected(std::move(stored.error()));
    if (stored->sizes() != value.sizes() || !at::isFloatingType(stored->scalar_type())) {
      return tensor_error(
          folder, fmt::format("{} has the shape [{}], not [{}]", name, fmt::join(stored->sizes(), ", "),
                              fmt::join(value.sizes(), ", ")));
    }
    value.copy_(*stored);
  }
  return {};
}

// Keys sorted and two spaces, as PEFT writes it.
std::string config_text(const AdapterShape& shape, const AdapterFileOptions& options) {
  std::set<std::string_view> targets;
  for (const Module module : shape.modules) targets.insert(base::name_of(module));
  base::JsonWriter json(base::JsonWriter::Layout::indented);
  json.begin_object();
  json.key("alpha_pattern").begin_object().end_object();
  json.key("auto_mapping").null();
  json.member("base_model_name_or_path", options.base_model);
  json.member("bias", "none");
  json.key("exclude_modules").null();
  json.member("fan_in_fan_out", false);
  json.member("inference_mode", true);
  json.member("init_lora_weights", true);
  if (shape.layers.empty()) {
    json.key("layers_pattern").null();
    json.key("layers_to_transform").null();
  } else {
    json.member("layers_pattern", "layers").member("layers_to_transform", shape.layers);
  }
  json.key("lora_alpha").raw(fmt::format("{}", shape.alpha));
  json.key("lora_dropout").raw(options.dropout == 0 ? "0.0" : fmt::format("{}", options.dropout));
  json.key("modules_to_save").null();
  json.member("peft_type", "LORA");
  json.member("r", shape.rank);
  json.key("rank_pattern").begin_object().end_object();
  json.key("revision").null();
  json.member("target_modules", targets);
  json.member("task_type", "CAUSAL_LM");
  json.member("use_dora", false);
  json.member("use_rslora", shape.rslora);
  json.end_object();
  return json.text() + "\n";
}

}  // namespace

base::Result<Adapter> read_adapter(const std::filesystem::path& folder, const ModelConfig& config,
                                   at::Device device) {
  dom::parser parser;
  dom::object object;
  AdapterShape shape;
  const auto error = parser.load((folder / config_name).string()).get(object);
  std::string why = error ? simdjson::error_message(error) : read_shape(object, shape);
  if (!why.empty()) {
    return base::failure("cannot use " + (folder / config_name).string(), std::move(why),
                         "name a folder with a plain LoRA adapter in PEFT's format");
  }
  Adapter adapter(config, std::move(shape), device);
  if (auto read = read_tensors(folder, adapter); !read) return std::unexpected(std::move(read.error()));
  return adapter;
}

base::Result<void> write_adapter(const std::filesystem::path& folder, const Adapter& adapter,
                                 const AdapterFileOptions& options) {
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  NamedTensors tensors;
  for (const auto& [name, value] : adapter.items()) {
    tensors.emplace(fmt::format("{}{}", prefix_of(options.keys), name), value.detach().to(options.dtype));
  }
  if (auto written = write_safetensors(folder / tensors_name, tensors); !written) return written;
  if (const auto error = base::write_flushed(folder / config_name, config_text(adapter.shape(), options)))
    return write_error(folder / config_name, error.message());
  return {};
}

}  // namespace qwen35
