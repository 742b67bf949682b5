// The adapter that a training begins with, and the layers that it has.
#include <lora_trainer/first_adapter.hpp>
#include <qwen35/adapter_files.hpp>
#include <test_support/temporary_folder.hpp>

#include "golden.hpp"

namespace {

std::string fault_of(const base::Result<qwen35::Adapter>& adapter) {
  return adapter ? "" : adapter.error().text();
}

}  // namespace

TEST_CASE("LoRA goes to the layers that were asked for") {
  const qwen35::Model model = golden::own_model();
  const auto adapter =
      lora_trainer::first_adapter(model, {.rank = 2, .first_layer = 1, .last_layer = 2}, 3, {});
  REQUIRE(adapter);
  CHECK(adapter->shape().layers == std::vector<std::int64_t>{1, 2});
  for (const auto& [name, value] : adapter->items())
    CHECK((name.starts_with("layers.1.") || name.starts_with("layers.2.")));
  CHECK(
      lora_trainer::first_adapter(model, {.first_layer = 0, .last_layer = 3}, 3, {})->shape().layers.empty());
  CHECK(fault_of(lora_trainer::first_adapter(model, {.last_layer = 4}, 3, {}))
            .contains("there are no layers 0 to 4 (the model has the layers 0 to 3)"));
  CHECK(fault_of(lora_trainer::first_adapter(model, {.first_layer = 3, .last_layer = 2}, 3, {})) != "");
}

TEST_CASE("a training goes on with an adapter that has its shape") {
  const qwen35::Model model = golden::own_model();
  const lora_trainer::Settings settings{.rank = 2, .alpha = 8, .rslora = true, .first_layer = 2};
  const auto trained = lora_trainer::first_adapter(model, settings, 3, {});
  REQUIRE(trained);
  trained->values().detach().normal_();
  const test_support::TemporaryFolder folder;
  REQUIRE(qwen35::write_adapter(folder.path(), *trained, {.base_model = "m"}));
  const auto again = lora_trainer::first_adapter(model, settings, 4, folder.path());
  REQUIRE(again);
  CHECK(at::equal(again->values(), trained->values()));
  CHECK(again->scale() == trained->scale());

  const auto fault_with = [&](auto change) {
    lora_trainer::Settings other = settings;
    change(other);
    return fault_of(lora_trainer::first_adapter(model, other, 4, folder.path()));
  };
  CHECK(fault_with([](auto& s) { s.rank = 4; }).contains("its rank is 2, and in the settings 4"));
  CHECK(fault_with([](auto& s) { s.alpha = 4; }).contains("its alpha is 8, and in the settings 4"));
  CHECK(fault_with([](auto& s) {
          s.rslora = false;
        }).contains("its rslora is true, and in the settings false"));
  CHECK(fault_with([](auto& s) {
          s.first_layer = 1;
        }).contains("its list of layers is 2, 3, and in the settings 1, 2, 3"));
  CHECK(fault_with([](auto& s) {
          s.targets = lora_trainer::Targets::all_linear;
        }).contains("its list of modules is down_proj, gate_proj"));
  CHECK(fault_of(lora_trainer::first_adapter(model, settings, 4, folder / "none"))
            .contains("adapter_config.json"));
}

TEST_CASE("settings that were added since are told only where they are set") {
  const std::string plain = lora_trainer::settings_json({}, {});
  CHECK_FALSE(plain.contains("rslora"));
  CHECK(lora_trainer::settings_json({.rslora = true, .first_layer = 1, .last_layer = 2, .dropout = 0.05},
                                    {.init_digest = "i"}) ==
        plain.substr(0, plain.size() - 1) +
            R"(,"rslora":true,"first_layer":1,"last_layer":2,"dropout":0.05,"init_digest":"i"})");
}
