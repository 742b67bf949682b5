#include "qwen35/config.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <simdjson.h>

namespace qwen35 {
namespace {

namespace dom = simdjson::dom;

// Far above any model of the family, and low enough that no product of two of them overflows.
constexpr int64_t max_extent = int64_t{1} << 24;
constexpr int64_t max_layers = 4096;

// Reads keys of one object and keeps the first fault.
class Reader {
 public:
  explicit Reader(dom::object object) : object_(object) {}

  int64_t extent(std::string_view key, int64_t limit = max_extent) {
    int64_t value = 0;
    if (object_[key].get(value) || value < 1 || value > limit) {
      note(fmt::format("{} is not a number from 1 to {}", key, limit));
    }
    return value;
  }
  double positive(std::string_view key, dom::object from) {
    double value = 0;
    if (from[key].get(value) || !(value > 0)) note(fmt::format("{} is not a number above 0", key));
    return value;
  }
  double positive(std::string_view key) { return positive(key, object_); }

  // A key that may be absent, but must not have another value than the one computed here.
  template <class Value>
  void only(std::string_view key, Value computed) {
    Value value{};
    const simdjson::simdjson_result<dom::element> found = object_[key];
    if (found.error() || found.is_null()) return;
    if (found.get(value) || value != computed) note(fmt::format("{} is not {}", key, computed));
  }
  void note(std::string fault) {
    if (fault_.empty()) fault_ = std::move(fault);
  }
  const std::string& fault() const { return fault_; }
  dom::object object() const { return object_; }

 private:
  dom::object object_;
  std::string fault_;
};

void read_layers(Reader& in, ModelConfig& config) {
  const int64_t count = in.extent("num_hidden_layers", max_layers);
  dom::array types;
  if (in.object()["layer_types"].get(types) == simdjson::SUCCESS) {
    for (const dom::element type : types) {
      std::string_view name;
      const auto kind = type.get(name) ? std::nullopt : base::enum_of<LayerKind>(name);
      if (!kind) return in.note("layer_types holds something else than linear_attention and full_attention");
      config.layers.push_back(*kind);
    }
    if (std::cmp_not_equal(config.layers.size(), count))
      in.note("layer_types does not name num_hidden_layers layers");
    return;
  }
  const int64_t interval = in.extent("full_attention_interval");
  if (!in.fault().empty()) return;
  for (int64_t i = 0; i < count; ++i) {
    config.layers.push_back((i + 1) % interval == 0 ? LayerKind::full_attention
                                                    : LayerKind::linear_attention);
  }
}

void read_rope(Reader& in, ModelConfig& config) {
  dom::object rope = in.object();  // older files hold the numbers beside the sizes
  if (dom::object nested; in.object()["rope_parameters"].get(nested) == simdjson::SUCCESS) rope = nested;
  std::string_view type;
  if (rope["rope_type"].get(type) == simdjson::SUCCESS && type != "default")
    in.note("rope_type is not default");
  config.rope_theta = in.positive("rope_theta", rope);
  const double part = in.positive("partial_rotary_factor", rope);
  config.rotary_dim = static_cast<int64_t>(static_cast<double>(config.head_dim) * std::min(part, 1.0));
  if (config.rotary_dim < 2 || config.rotary_dim % 2 != 0)
    in.note("partial_rotary_factor leaves no even number of dims");
}

void read_sizes(Reader& in, ModelConfig& config) {
  config.hidden = in.extent("hidden_size");
  config.intermediate = in.extent("intermediate_size");
  config.vocabulary = in.extent("vocab_size");
  config.heads = in.extent("num_attention_heads");
  config.kv_heads = in.extent("num_key_value_heads");
  config.head_dim = in.extent("head_dim");
  config.linear_key_heads = in.extent("linear_num_key_heads");
  config.linear_value_heads = in.extent("linear_num_value_heads");
  config.linear_key_dim = in.extent("linear_key_head_dim");
  config.linear_value_dim = in.extent("linear_value_head_dim");
  config.conv_kernel = in.extent("linear_conv_kernel_dim", 64);
  config.norm_epsilon = in.positive("rms_norm_eps");
  if (!in.fault().empty()) return;
  if (config.heads % config.kv_heads != 0)
    in.note("num_attention_heads is no multiple of num_key_value_heads");
  if (config.linear_value_heads % config.linear_key_heads != 0) {
    in.note("linear_num_value_heads is no multiple of linear_num_key_heads");
  }
}

// As transformers' automatic classes find it: by `architectures`, which files made by hand may lack. How the weights are named says
// nothing: Qwen3_5ForCausalLM saves them as model.language_model, too.
ModelClass class_of(const dom::object& root) {
  std::string_view name;
  if (root["architectures"].at(0).get(name) == simdjson::SUCCESS && name.starts_with("Qwen3_5For"))
    return name == "Qwen3_5ForCausalLM" ? ModelClass::causal_lm : ModelClass::conditional_generation;
  const bool is_nested = root["text_config"].error() == simdjson::SUCCESS;
  return is_nested ? ModelClass::conditional_generation : ModelClass::causal_lm;
}

}  // namespace

base::Result<ModelConfig> read_config(const std::filesystem::path& config_json) {
  const auto fault = [&](std::string why) {
    return base::failure("cannot use " + config_json.string(), std::move(why),
                         "name the folder of a Qwen3.5 model");
  };
  dom::parser parser;
  dom::object root;
  if (const auto error = parser.load(config_json.string()).get(root))
    return fault(simdjson::error_message(error));
  dom::object text = root;
  if (dom::object nested; root["text_config"].get(nested) == simdjson::SUCCESS) text = nested;
  std::string_view type;
  if (text["model_type"].get(type) || type != "qwen3_5_text") return fault("model_type is not qwen3_5_text");

  Reader in(text);
  ModelConfig config;
  read_sizes(in, config);
  if (in.fault().empty()) read_layers(in, config);
  if (in.fault().empty()) read_rope(in, config);
  in.only<std::string_view>("hidden_act", "silu");
  in.only("attention_bias", false);
  in.only("attn_output_gate", true);
  if (!in.fault().empty()) return fault(in.fault());

  config.model_class = class_of(root);
  // The class that holds the head decides: that is the outer one.
  if (root["tie_word_embeddings"].get(config.tied_head) &&
      text["tie_word_embeddings"].get(config.tied_head)) {
    config.tied_head = false;
  }
  return config;
}

}  // namespace qwen35
