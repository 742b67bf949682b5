// Whole trainings, step by step, against transformers and peft.
#include <cmath>

#include <fmt/format.h>

#include <lora_trainer/trainer.hpp>
#include <qwen35/adapter_files.hpp>

#include "golden.hpp"

namespace {

using simdjson::dom::element;

// Limits of tests/golden/qwen3_5/README.md.
constexpr double loss_limit = 2e-5;
constexpr double norm_limit = 1e-3;  // relative
constexpr double rate_limit = 1e-12;
constexpr double change_limit = 5e-4;  // rms difference / rms change
// Of a value, by the learning rate.
double value_limit(double rate) { return rate <= 1e-4 ? 2e-6 : 5e-6; }

constexpr const char* key_prefix = "base_model.model.model.language_model.";

std::vector<lora_trainer::Sequence> samples_of(const golden::Json& data) {
  std::vector<lora_trainer::Sequence> samples;
  for (const element sample : golden::list(data["samples"])) {
    lora_trainer::Sequence sequence{.id = std::to_string(samples.size())};
    for (const int64_t id : golden::numbers(sample["input_ids"].value()))
      sequence.tokens.push_back(static_cast<hf::TokenId>(id));
    const std::vector<int64_t> labels = golden::numbers(sample["labels"].value());
    // The first token is predicted by none.
    for (std::uint32_t i = 1; i < labels.size(); ++i) {
      if (labels[i] != qwen35::no_label) sequence.learnt.push_back({i, i + 1});
    }
    samples.push_back(std::move(sequence));
  }
  return samples;
}

lora_trainer::Recipe recipe_of(element h) {
  return {.schedule = {.peak = h["lr"].get_double().value(),
                       .warmup = h["warmup_steps"].get_int64().value(),
                       .total = h["total_steps"].get_int64().value(),
                       .decay = h["schedule"].get_string().value() == "linear" ? qwen35::Decay::linear
                                                                               : qwen35::Decay::cosine},
          .weight_decay = h["weight_decay"].get_double().value(),
          .max_gradient_norm = h["max_grad_norm"].get_double().value()};
}

double change_deviation(const qwen35::Adapter& got, const qwen35::Adapter& want,
                        const qwen35::Adapter& init) {
  const auto rms = [](const at::Tensor& x) {
    return x.to(at::kDouble).square().mean().sqrt().item<double>();
  };
  return rms(got.values() - want.values()) / rms(want.values() - init.values());
}

void follow(const golden::Variant& variant, const std::string& run) {
  const std::string folder = fmt::format("lora/{}/{}/", variant.name, run);
  CAPTURE(folder);
  const golden::Json data("lora/train_batches.json"), trajectory(folder + "trajectory.json");
  const double limit = value_limit(trajectory["hyperparameters"]["lr"].get_double().value());
  const std::vector<lora_trainer::Sequence> samples = samples_of(data);
  const qwen35::Model model = golden::model(variant.model);
  const std::string start = fmt::format("lora/{}/init", variant.name);
  const qwen35::Adapter init = golden::adapter(start, model);
  lora_trainer::Trainer trainer(model, golden::adapter(start, model),
                                recipe_of(trajectory["hyperparameters"]));
  double loss_off = 0, norm_off = 0;
  for (const element step : golden::list(trajectory["steps"])) {
    const auto index = static_cast<size_t>(step["step"].get_int64().value() - 1);
    std::vector<const lora_trainer::Sequence*> sequences;
    for (const element micro : golden::list(data["steps"].at(index).value())) {
      for (const int64_t i : golden::numbers(micro)) sequences.push_back(&samples[static_cast<size_t>(i)]);
    }
    const auto got = trainer.step(sequences, [] { return false; });
    REQUIRE(got);
    const double norm = step["grad_norm"].get_double().value();
    loss_off = std::max(loss_off, std::abs(got->loss - step["loss"].get_double().value()));
    norm_off = std::max(norm_off, std::abs(got->gradient_norm - norm) / norm);
    CHECK(std::abs(got->learning_rate - step["lr"].get_double().value()) < rate_limit);
    CHECK(got->loss_tokens == step["loss_tokens"].get_int64().value());
    if (got->step == 3 && !trajectory["after_step3"].is_null()) {
      const auto third =
          golden::tensors(folder + std::string(trajectory["after_step3"].get_string().value()));
      for (const auto& [name, value] : trainer.adapter().items()) {
        CHECK(golden::distance(value, golden::tensor(third, key_prefix + name)) < limit);
      }
    }
  }
  const qwen35::Adapter want = golden::adapter(folder + "adapter", model);
  const double change_off = change_deviation(trainer.adapter(), want, init);
  const double value_off = golden::distance(trainer.adapter().values(), want.values());
  golden::report(folder + " loss", loss_off);
  golden::report(folder + " norm", norm_off);
  golden::report(folder + " change", change_off);
  golden::report(folder + " values", value_off);
  CHECK(loss_off < loss_limit);
  CHECK(norm_off < norm_limit);
  CHECK(change_off < change_limit);
  CHECK(value_off < limit);
}

}  // namespace

TEST_CASE("golden trainings are followed step by step") {
  for (const golden::Variant& variant : golden::variants()) {
    REQUIRE(!variant.trainings.empty());
    for (const std::string& run : variant.trainings) follow(variant, run);
  }
}
