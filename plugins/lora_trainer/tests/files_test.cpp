// The bytes of what a training leaves: settings and journal tell trainings apart, so they must not change.
#include <limits>

#include <lora_trainer/journal.hpp>
#include <lora_trainer/settings.hpp>

#include "golden.hpp"

TEST_CASE("the settings are one line with every number as it was always spelled") {
  const lora_trainer::Settings settings{.base_model = "Qwen/\"tiny\"",
                                        .learning_rate = 1e-4,
                                        .warmup = 0.1,
                                        .alpha = 100000,
                                        .recompute = lora_trainer::Recompute::always};
  const lora_trainer::Identity identity{
      .base_digest = "b", .train_digest = "t", .valid_digest = "v", .seed = 18446744073709551615u};
  CHECK(
      lora_trainer::settings_json(settings, identity) ==
      R"({"base_model":"Qwen/\"tiny\"","max_seq":8192,"epochs":2,"batch_size":4,"max_steps":0,"learning_rate":0.0001,)"
      R"("warmup":0.1,"schedule":"cosine","weight_decay":0,"max_grad_norm":1,"rank":16,"alpha":100000,)"
      R"("targets":"attention_mlp","precision":"fp32","recompute":true,"validate_every":0,"patience":3,"device":"cpu",)"
      R"("threads":2,"seed":18446744073709551615,"base_digest":"b","train_digest":"t","valid_digest":"v"})");
}

TEST_CASE("whether layers run again is a truth value, as it was, or auto") {
  using enum lora_trainer::Recompute;
  const auto has = [](lora_trainer::Recompute recompute, const char* text) {
    return lora_trainer::settings_json({.recompute = recompute}, {}).contains(text);
  };
  CHECK(has(always, R"(,"recompute":true,)"));
  CHECK(has(never, R"(,"recompute":false,)"));
  CHECK(has(automatic, R"(,"recompute":"auto",)"));
}

TEST_CASE("how the adapter is written does not make another training") {
  const lora_trainer::Settings one{};
  const lora_trainer::Settings other{.keys = qwen35::ModelClass::causal_lm,
                                     .adapter_dtype = compute::Precision::bf16,
                                     .publish = lora_trainer::Publish::last};
  CHECK(lora_trainer::settings_json(one, {}) == lora_trainer::settings_json(other, {}));
}

TEST_CASE("journal lines have a fixed order of keys and the shortest numbers") {
  const lora_trainer::Sequence a{.id = "a"}, b{.id = "b\n"};
  const std::vector<const lora_trainer::Sequence*> sequences = {&a, &b};
  const lora_trainer::StepReport report{.step = 1,
                                        .loss = 1.5,
                                        .gradient_norm = 0.0001,
                                        .learning_rate = 5e-5,
                                        .loss_tokens = 12,
                                        .tokens = 99};
  CHECK(lora_trainer::step_line(report, 0.25, sequences) ==
        R"({"kind":"step","step":1,"epoch":0.25,"loss":1.5,"grad_norm":0.0001,"learning_rate":5e-05,)"
        R"("loss_tokens":12,"examples":["a","b\n"]})");
  CHECK(lora_trainer::validation_line(0, {.sum = 3, .tokens = 2}, 21) ==
        R"({"kind":"validation","step":0,"loss":1.5,"loss_tokens":2,"examples":21})");
  CHECK(lora_trainer::settings_line(R"({"a":1})") == R"({"kind":"settings","a":1})");
}
