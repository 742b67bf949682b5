#include <doctest/doctest.h>

#include <agent_rollout/model_settings.hpp>

TEST_CASE("a rollout says which model, adapter and sampling made it") {
  agent_rollout::ModelSettings settings{.precision = compute::Precision::bf16, .temperature = 0};
  const std::string model(64, 'a'), adapter(64, 'b');
  CHECK(agent_rollout::made_with(settings, model, adapter) ==
        "model aaaaaaaaaaaaaaaa, adapter bbbbbbbbbbbbbbbb, temperature 0, top_p 0.95, at most 4096 tokens a "
        "message "
        "and 32768 a conversation, bf16");
  settings.thinking = true;
  CHECK(agent_rollout::made_with(settings, model, "").contains("no adapter"));
  CHECK(agent_rollout::made_with(settings, model, "").ends_with(", bf16, thinking"));
}
