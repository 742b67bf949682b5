#include <doctest/doctest.h>

#include <agent_rollout/model_settings.hpp>

TEST_CASE("a rollout says which model and adapter made it, and under which limits") {
  agent_rollout::ModelSettings settings{
      .folder = "/models/Tiny/", .precision = compute::Precision::bf16, .temperature = 0};
  const std::string model(64, 'a'), adapter(64, 'b');
  const rust_tasks::MadeWith made = agent_rollout::made_with(settings, 40, model, adapter);
  CHECK(made.model == "Tiny aaaaaaaaaaaaaaaa");
  CHECK(made.adapter == "bbbbbbbbbbbbbbbb");
  CHECK(
      made.limits ==
      "temperature 0, top_p 0.95, bf16, no thinking, at most 4096 tokens a message, 32768 a conversation and "
      "40 calls");
  CHECK(agent_rollout::made_with(settings, 40, model, "").adapter.empty());
  CHECK(agent_rollout::made_with(settings, 40, model, "").limits == made.limits);
  CHECK(agent_rollout::made_with(settings, 41, model, adapter).limits != made.limits);
  settings.thinking = true;
  CHECK(agent_rollout::made_with(settings, 40, model, adapter).limits.contains(", thinking,"));
}
