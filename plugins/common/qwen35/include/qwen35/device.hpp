// Where and in which numbers a model computes, as torch names it.
#pragma once

#include <cstdint>

#include <c10/core/Device.h>
#include <c10/core/ScalarType.h>

#include <base/error.hpp>
#include <compute/settings.hpp>

namespace qwen35 {

// cuda is the first GPU. For it, libtorch_cuda.so is loaded from beside libtorch_cpu.so, once
// for the process: programs link the CPU part alone, so that they run where there is no CUDA. Thread-safe,
// as long as nothing asked torch for CUDA before.
base::Result<at::Device> open_device(compute::Device device);

// Bytes that can still be had there: on the CPU what the kernel calls available, which it takes from its caches.
int64_t free_memory(at::Device device);

at::ScalarType dtype_of(compute::Precision precision);

}  // namespace qwen35
