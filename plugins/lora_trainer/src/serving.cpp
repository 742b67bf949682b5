#include "serving.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include <fmt/format.h>

namespace lora_trainer {
namespace {

// vLLM takes no other numbers for --max-lora-rank (MaxLoRARanks in its vllm/config/lora.py, 0.27).
std::string vllm(const Settings& settings, qwen35::ModelClass keys) {
  static constexpr std::array<std::int64_t, 9> ranks = {1, 8, 16, 32, 64, 128, 256, 320, 512};
  const auto* const rank = std::ranges::lower_bound(ranks, settings.rank);
  std::string text = "\n**vLLM**";
  if (rank == ranks.end())
    return text +
           fmt::format(
               " loads adapters up to rank {}; this one has {}: serve the merged model (`merge: true`).\n",
               ranks.back(), settings.rank);
  text += fmt::format(R"(:

```
vllm serve {} --enable-lora --max-lora-rank {} --lora-modules coder=ADAPTER_FOLDER \
  --enable-auto-tool-choice --tool-call-parser qwen3_coder --reasoning-parser qwen3
```
)",
                      settings.base_model, *rank);
  if (keys == qwen35::ModelClass::causal_lm)
    text +=
        "\nWhere vLLM takes the base model as `Qwen3_5ForConditionalGeneration`, it applies these keys to "
        "nothing and says "
        "nothing: compare an answer of `coder` with one of the base model.\n";
  if (settings.targets == Targets::all_linear)
    text += "\nThe projections of Gated DeltaNet need a version with pull request 38927 (2026).\n";
  return text;
}

std::string sglang(const Settings& settings) {
  std::string text = fmt::format(R"(
**SGLang**:

```
python -m sglang.launch_server --model-path {} --enable-lora --lora-paths coder=ADAPTER_FOLDER \
  --tool-call-parser qwen3_coder --reasoning-parser qwen3
```
)",
                                 settings.base_model);
  if (settings.targets == Targets::all_linear)
    text +=
        "\nIt leaves out `in_proj_a` and `in_proj_b` of this adapter without a word (its pull requests 30963 "
        "and 31522, "
        "open in 2026): serve the merged model.\n";
  if (settings.rslora)
    text +=
        "\nThis adapter is scaled by rsLoRA, of which it is not known that SGLang heeds it: compare answers, "
        "or serve the "
        "merged model.\n";
  return text;
}

std::string llama_cpp(const Settings& settings) {
  std::string text = R"(
**llama.cpp**, with the base model converted by its `convert_hf_to_gguf.py`:

```
llama-server -m BASE.gguf --lora ADAPTER_FOLDER/adapter.gguf --jinja --port 8000
```
)";
  if (settings.targets == Targets::all_linear)
    text +=
        "\n`adapter.gguf` has the value heads of Gated DeltaNet in llama.cpp's order, which its "
        "`convert_lora_to_gguf.py` "
        "cannot give them.\n";
  return text;
}

constexpr const char* opencode = R"(
**opencode**, with any of these servers on this machine; `opencode.json`:

```json
{
  "$schema": "https://opencode.ai/config.json",
  "provider": {
    "local": {
      "npm": "@ai-sdk/openai-compatible",
      "options": {"baseURL": "http://127.0.0.1:8000/v1"},
      "models": {"coder": {"tool_call": true}}
    }
  },
  "model": "local/coder"
}
```

vLLM listens on port 8000; SGLang on 30000, unless it is given `--port 8000`.
)";

}  // namespace

std::string serving(const Settings& settings, qwen35::ModelClass keys) {
  return vllm(settings, keys) + sglang(settings) + llama_cpp(settings) + opencode +
         "\nUnless the data held reasoning, requests need `\"chat_template_kwargs\": {\"enable_thinking\": "
         "false}`.\n";
}

}  // namespace lora_trainer
