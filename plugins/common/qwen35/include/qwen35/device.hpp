// Where a model computes.
#pragma once

#include <expected>
#include <string_view>

#include <c10/core/Device.h>

#include <base/error.hpp>

namespace qwen35 {

// "cpu", or "cuda" for the first GPU. For cuda, libtorch_cuda.so is loaded from beside libtorch_cpu.so, once
// for the process: programs link the CPU part alone, so that they run where there is no CUDA. Thread-safe,
// as long as nothing asked torch for CUDA before.
base::Result<at::Device> open_device(std::string_view name);

}  // namespace qwen35
