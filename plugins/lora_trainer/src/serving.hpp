// How programs that serve models load an adapter: a section of its model card.
#pragma once

#include <string>

#include <lora_trainer/settings.hpp>

namespace lora_trainer {

// Names vLLM 0.27, SGLang, llama.cpp and opencode, with the lines for the modules, the rank and the keys of this adapter, and what
// of it they do not load.
std::string serving(const Settings& settings, qwen35::ModelClass keys);

}  // namespace lora_trainer
