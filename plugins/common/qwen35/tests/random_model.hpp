// Models that need no files, for programs that measure and count.
#pragma once

#include "qwen35/model.hpp"

// The shape of Qwen3.5-27B's text model, as its config.json gives it.
qwen35::ModelConfig qwen35_27b();

// With random weights, drawn from torch's generator. On the meta device they hold nothing.
qwen35::Model random_model(const qwen35::ModelConfig& config, const at::TensorOptions& options);
