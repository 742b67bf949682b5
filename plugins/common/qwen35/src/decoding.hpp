// The loop of generation: feed ids, choose the next of each row, until all rows have ended.
#pragma once

#include <functional>
#include <vector>

#include <ATen/ATen.h>

#include "qwen35/generation.hpp"

namespace qwen35 {

// `first` int64 [rows, T], on the model's device: what is left to feed of the prompts. `feed` takes the next
// ids and gives the input of final_norm for them; it is called once for every token that is made.
std::vector<Generated> decode(const Model& model, const GenerationSettings& settings, at::Tensor first,
                              const std::function<at::Tensor(const at::Tensor& ids)>& feed);

}  // namespace qwen35
