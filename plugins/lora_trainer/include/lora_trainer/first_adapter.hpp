// The adapter that a training begins with.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

#include <base/error.hpp>
#include <lora_trainer/settings.hpp>
#include <qwen35/model.hpp>

namespace lora_trainer {

// A new one from the seed, or, if `from` names an adapter's folder, one with its values. Error: the model has no such layers, or
// the adapter there has another shape than the settings say.
base::Result<qwen35::Adapter> first_adapter(const qwen35::Model& model, const Settings& settings,
                                            std::uint64_t seed,
                                            const std::optional<std::filesystem::path>& from);

}  // namespace lora_trainer
