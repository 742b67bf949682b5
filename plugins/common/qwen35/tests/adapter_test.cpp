// Adapter files: what peft wrote is read, and what is written is what peft writes.

#include <fstream>
#include <functional>

#include <fmt/format.h>

#include <test_support/temporary_folder.hpp>

#include "golden.hpp"

namespace {

using test_support::read_file;

void write_text(const std::filesystem::path& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

// A copy of peft's adapter whose adapter_config.json has one text replaced.
struct Changed {
  test_support::TemporaryFolder folder;
  Changed(const std::string& from, const std::string& to) {
    const auto source = golden::own("lora/attn_mlp/init");
    std::string config = read_file(source / "adapter_config.json");
    const auto place = config.find(from);
    REQUIRE(place != std::string::npos);
    write_text(folder.path() / "adapter_config.json", config.replace(place, from.size(), to));
    std::filesystem::copy_file(source / "adapter_model.safetensors",
                               folder.path() / "adapter_model.safetensors");
  }
};

std::string fault_of(const std::string& from, const std::string& to) {
  const qwen35::Model model = golden::own_model();
  const Changed changed(from, to);
  const auto read = qwen35::read_adapter(changed.folder.path(), model.config());
  return read ? "" : read.error().text();
}

}  // namespace

TEST_CASE("golden adapters that were read are written with the same tensor bytes") {
  for (const golden::Variant& variant : golden::variants()) {
    CAPTURE(variant.name);
    const qwen35::Model model = golden::model(variant.model);
    const std::string source = fmt::format("lora/{}/init", variant.name);
    const qwen35::Adapter adapter = golden::adapter(source, model);
    const test_support::TemporaryFolder folder;
    REQUIRE(qwen35::write_adapter(folder.path(), adapter, {.base_model = "Qwen/Qwen3.5-27B"}));
    CHECK(read_file(folder.path() / "adapter_model.safetensors") ==
          read_file(golden::path(source) / "adapter_model.safetensors"));
    const auto again = qwen35::read_adapter(folder.path(), model.config());
    REQUIRE(again);
    CHECK(again->scale() == adapter.scale());
    CHECK(at::equal(again->values(), adapter.values()));
  }
}

TEST_CASE("either key style and bf16 can be written and read") {
  const qwen35::Model model = golden::own_model();
  const qwen35::Adapter adapter = golden::adapter(golden::own("lora/all_linear/init").string(), model);
  const test_support::TemporaryFolder folder;
  REQUIRE(qwen35::write_adapter(
      folder.path(), adapter,
      {.base_model = "m", .keys = qwen35::ModelClass::causal_lm, .dtype = at::kBFloat16}));
  const auto file = qwen35::SafetensorsFile::open(folder.path() / "adapter_model.safetensors");
  REQUIRE(file);
  CHECK(file->contains("base_model.model.model.layers.0.mlp.up_proj.lora_A.weight"));
  const auto again = qwen35::read_adapter(folder.path(), model.config());
  REQUIRE(again);
  CHECK(at::equal(again->values(), adapter.values().to(at::kBFloat16).to(at::kFloat)));
}

TEST_CASE("keys that name the modules of neither class, or of both, are refused with one of them") {
  const qwen35::Model model = golden::own_model();
  const auto source = golden::own("lora/attn_mlp/init");
  const auto stored = golden::tensors((source / "adapter_model.safetensors").string());
  const auto fault_with = [&](const std::function<std::string(const std::string&)>& renamed) {
    const test_support::TemporaryFolder folder;
    std::filesystem::copy_file(source / "adapter_config.json", folder.path() / "adapter_config.json");
    qwen35::NamedTensors tensors;
    for (const std::string& name : stored.names())
      tensors.emplace(renamed(name), golden::tensor(stored, name));
    REQUIRE(qwen35::write_safetensors(folder.path() / "adapter_model.safetensors", tensors));
    const auto read = qwen35::read_adapter(folder.path(), model.config());
    return read ? "" : read.error().text();
  };
  const auto without = [](std::string name, const std::string& part) {
    return name.replace(name.find(part), part.size(), "");
  };
  CHECK(fault_with([](const auto& name) { return name; }) == "");
  CHECK(fault_with([&](const auto& name) { return without(name, "language_model."); }) == "");
  const std::string unsloth = fault_with([&](const auto& name) { return "base_model." + name; });
  CHECK(unsloth.contains("Qwen3_5ForConditionalGeneration"));
  CHECK(unsloth.contains(
      "base_model.base_model.model.model.language_model.layers.0.mlp.down_proj.lora_A.weight"));
  const std::string mixed = fault_with(
      [&](const auto& name) { return name.contains("layers.1.") ? without(name, "language_model.") : name; });
  CHECK(mixed.contains("base_model.model.model.layers.1.mlp.down_proj.lora_A.weight"));
  CHECK(mixed.contains("base_model.model.model.language_model.layers.0.mlp.down_proj.lora_A.weight"));
}

TEST_CASE("the written config says what peft's says") {
  const qwen35::Model model = golden::own_model();
  const test_support::TemporaryFolder folder;
  REQUIRE(qwen35::write_adapter(folder.path(),
                                golden::adapter(golden::own("lora/attn_mlp/init").string(), model),
                                {.base_model = "model"}));
  simdjson::dom::parser ours, theirs;
  const simdjson::dom::object got = ours.load((folder.path() / "adapter_config.json").string()).value();
  const simdjson::dom::object want =
      theirs.load(golden::own("lora/attn_mlp/init/adapter_config.json").string()).value();
  for (const auto& [key, value] : got) {
    CAPTURE(key);
    if (key == "target_modules") continue;  // peft's order changes from run to run
    CHECK(simdjson::minify(value) == simdjson::minify(want[key].value()));
  }
  CHECK(got["target_modules"].get_array().size() == want["target_modules"].get_array().size());
}

TEST_CASE("the written config has sorted keys, one a line, as peft lays it out") {
  const qwen35::Model model = golden::own_model();
  const test_support::TemporaryFolder folder;
  const qwen35::Adapter adapter(
      model.config(),
      {.rank = 4, .alpha = 100000, .modules = {qwen35::Module::v_proj, qwen35::Module::q_proj}});
  REQUIRE(qwen35::write_adapter(folder.path(), adapter, {.base_model = "Qwen/\"x\""}));
  CHECK(read_file(folder.path() / "adapter_config.json") == R"({
  "alpha_pattern": {},
  "auto_mapping": null,
  "base_model_name_or_path": "Qwen/\"x\"",
  "bias": "none",
  "exclude_modules": null,
  "fan_in_fan_out": false,
  "inference_mode": true,
  "init_lora_weights": true,
  "layers_pattern": null,
  "layers_to_transform": null,
  "lora_alpha": 100000,
  "lora_dropout": 0.0,
  "modules_to_save": null,
  "peft_type": "LORA",
  "r": 4,
  "rank_pattern": {},
  "revision": null,
  "target_modules": [
    "q_proj",
    "v_proj"
  ],
  "task_type": "CAUSAL_LM",
  "use_dora": false,
  "use_rslora": false
}
)");
}

TEST_CASE("a new adapter changes nothing, and its seed decides its values") {
  const qwen35::Model model = golden::own_model();
  qwen35::Adapter one(model.config(), {.rank = 4}), two(model.config(), {.rank = 4});
  one.init(1);
  two.init(1);
  CHECK(at::equal(one.values(), two.values()));
  two.init(2);
  CHECK_FALSE(at::equal(one.values(), two.values()));
  const qwen35::LoraPair& pair = one.layer(0)[qwen35::Module::down_proj];
  CHECK(pair.a.abs().max().item<double>() <= 1 / std::sqrt(160.0));
  CHECK(pair.b.abs().max().item<double>() == 0);
  const qwen35::Tokens tokens{at::arange(9).view({1, 9}), {}};
  CHECK(at::equal(model.hidden(tokens, &one), model.hidden(tokens, nullptr)));
}

TEST_CASE("adapters that other loaders would misread are refused") {
  CHECK(fault_of("\"peft_type\": \"LORA\"", "\"peft_type\": \"IA3\"").contains("peft_type is not LORA"));
  CHECK(fault_of("\"use_dora\": false", "\"use_dora\": true").contains("use_dora is on"));
  CHECK(
      fault_of("\"rank_pattern\": {}", "\"rank_pattern\": {\"q_proj\": 8}").contains("rank_pattern is set"));
  CHECK(fault_of("\"bias\": \"none\"", "\"bias\": \"all\"").contains("bias is not none"));
  CHECK(fault_of("\"r\": 4", "\"r\": 8").contains("[4, "));
  CHECK(fault_of("\"r\": 4", "\"r\": 0").contains("r is not a number"));
  CHECK(fault_of("\"q_proj\"", "\"lm_head\"").contains("a module that no layer has"));
  CHECK(fault_of("\"q_proj\"", "\"out_proj\"") != "");
  CHECK(fault_of("\"lora_alpha\": 8", "\"lora_alpha\": \"8\"").contains("lora_alpha is not a number"));
}

TEST_CASE("rsLoRA's scale is alpha by the root of the rank, and is written as it was read") {
  const qwen35::Model model = golden::own_model();
  const Changed changed("\"use_rslora\": false", "\"use_rslora\": true");
  const auto read = qwen35::read_adapter(changed.folder.path(), model.config());
  REQUIRE(read);
  CHECK(read->scale() == 8 / std::sqrt(4.0));
  const test_support::TemporaryFolder folder;
  REQUIRE(qwen35::write_adapter(folder.path(), *read, {.base_model = "m", .dropout = 0.05}));
  const std::string config = read_file(folder.path() / "adapter_config.json");
  CHECK(config.contains("\"use_rslora\": true"));
  CHECK(config.contains("\"lora_alpha\": 8,"));
  CHECK(config.contains("\"lora_dropout\": 0.05,"));
}

TEST_CASE("an adapter of some layers says so as peft does, and is read back") {
  const qwen35::Model model = golden::own_model();
  qwen35::Adapter adapter(model.config(), {.rank = 2, .layers = {1, 3}});
  adapter.values().detach().normal_();
  const test_support::TemporaryFolder folder;
  REQUIRE(qwen35::write_adapter(folder.path(), adapter, {.base_model = "m"}));
  const std::string config = read_file(folder.path() / "adapter_config.json");
  CHECK(
      config.contains("\"layers_pattern\": \"layers\",\n  \"layers_to_transform\": [\n    1,\n    3\n  ],"));
  const auto again = qwen35::read_adapter(folder.path(), model.config());
  REQUIRE(again);
  CHECK(again->shape().layers == std::vector<int64_t>{1, 3});
  CHECK(at::equal(again->values(), adapter.values()));
  CHECK(fault_of("\"layers_to_transform\": null", "\"layers_to_transform\": 1") !=
        "");  // its tensors are of all
  CHECK(fault_of("\"layers_to_transform\": null", "\"layers_to_transform\": \"all\"")
            .contains("not a list of numbers"));
}
