// A model folder with random weights, for programs that measure.
#pragma once

#include <filesystem>

#include "qwen35/config.hpp"

// `folder` is made where it is missing. Throws std::runtime_error.
void write_random_model(const std::filesystem::path& folder, const qwen35::ModelConfig& config);
