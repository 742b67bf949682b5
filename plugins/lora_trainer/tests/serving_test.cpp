// The lines of the model card that serve an adapter.
#include <lora_trainer/model_card.hpp>

#include "golden.hpp"

namespace {

std::string card_of(const lora_trainer::Settings& settings,
                    qwen35::ModelClass keys = qwen35::ModelClass::conditional_generation) {
  const lora_trainer::Split split;
  const lora_trainer::Trained trained;
  return lora_trainer::model_card({.settings = settings,
                                   .keys = keys,
                                   .settings_json = "{}",
                                   .train = split,
                                   .valid = split,
                                   .train_digest = "",
                                   .valid_digest = "",
                                   .trained = trained,
                                   .baselines = {}});
}

}  // namespace

TEST_CASE("the card serves the adapter with a rank that vLLM takes") {
  const auto rank_for = [](std::int64_t rank) {
    return card_of({.base_model = "Qwen/Qwen3.5-27B", .rank = rank});
  };
  CHECK(rank_for(16).contains(
      "vllm serve Qwen/Qwen3.5-27B --enable-lora --max-lora-rank 16 --lora-modules coder=ADAPTER_FOLDER"));
  CHECK(rank_for(4).contains("--max-lora-rank 8 "));
  CHECK(rank_for(24).contains("--max-lora-rank 32 "));
  CHECK(rank_for(600).contains("loads adapters up to rank 512; this one has 600"));
  CHECK(
      rank_for(16).contains("--model-path Qwen/Qwen3.5-27B --enable-lora --lora-paths coder=ADAPTER_FOLDER"));
  CHECK(rank_for(16).contains("--lora ADAPTER_FOLDER/adapter.gguf --jinja"));
  CHECK(rank_for(16).contains("\"npm\": \"@ai-sdk/openai-compatible\""));
}

TEST_CASE("the card warns of what a server does not load of this adapter, and of nothing else") {
  const std::string plain = card_of({});
  for (const char* text :
       {"38927", "in_proj_a", "rsLoRA", "Gated DeltaNet in llama.cpp", "applies these keys to nothing"}) {
    CAPTURE(text);
    CHECK_FALSE(plain.contains(text));
  }
  const std::string all =
      card_of({.rslora = true, .targets = lora_trainer::Targets::all_linear}, qwen35::ModelClass::causal_lm);
  for (const char* text :
       {"38927", "in_proj_a", "rsLoRA", "Gated DeltaNet in llama.cpp", "applies these keys to nothing"}) {
    CAPTURE(text);
    CHECK(all.contains(text));
  }
}
