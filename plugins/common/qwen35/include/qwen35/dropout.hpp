// Dropout of the inputs of A, as LoRA has it (PEFT's lora_dropout): an input is left out with the probability `share`, and what stays
// is scaled by 1 / (1 - share).
//
// What is left out is a function of the key and of the place: the same for a layer that runs again in the backward pass, for a
// training that went on after a stop, and on every device.
#pragma once

#include <cstdint>
#include <initializer_list>

#include <ATen/ATen.h>

namespace qwen35 {

struct Dropout {
  double share = 0;  // 0 to below 1
  uint64_t key = 0;
};

// One number of several, all of whose bits depend on each (splitmix64).
uint64_t mixed(std::initializer_list<uint64_t> parts);

// [rows, columns], some of them 0; `rows` itself where nothing is to be left out.
at::Tensor dropped(const at::Tensor& rows, const Dropout& dropout);

}  // namespace qwen35
