#include "qwen35/device.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <c10/core/CachingDeviceAllocator.h>
#include <dlfcn.h>

namespace qwen35 {
namespace {

namespace fs = std::filesystem;

fs::path folder_of_torch() {
  Dl_info info{};
  // Any function that libtorch_cpu.so exports.
  const bool found = ::dladdr(reinterpret_cast<const void*>(&at::set_num_threads), &info) != 0;
  return found ? fs::path(info.dli_fname).parent_path() : fs::path();
}

std::unexpected<base::Error> no_cuda(std::string why, const std::string& what_to_do) {
  return base::failure("cannot compute on cuda", std::move(why), what_to_do + ", or set the device to cpu");
}

}  // namespace

base::Result<at::Device> open_device(compute::Device device) {
  if (device == compute::Device::cpu) return at::Device(at::kCPU);
  const fs::path library = folder_of_torch() / "libtorch_cuda.so";
  std::error_code error;
  if (!fs::exists(library, error)) {
    return no_cuda("this libtorch has no CUDA part: there is no libtorch_cuda.so beside its libtorch_cpu.so",
                   "build with a torch package for CUDA (cmake -DFLOWRUN_TORCH_DIR=…)");
  }
  // Global, as when a program links it: its kernels register with the libtorch_cpu.so that is loaded already.
  if (::dlopen(library.c_str(), RTLD_NOW | RTLD_GLOBAL) == nullptr) {
    const char* reason = ::dlerror();
    const bool has_driver = fs::exists("/proc/driver/nvidia/version", error);
    return no_cuda(reason == nullptr ? "libtorch_cuda.so cannot be loaded" : reason,
                   has_driver
                       ? "start ./flowrun again, which installs the CUDA libraries where a driver is loaded"
                       : "no NVIDIA driver is loaded on this machine: use one with a GPU");
  }
  if (!at::hasCUDA()) {
    return no_cuda("libtorch_cuda.so finds no GPU that it can use",
                   "see what nvidia-smi says of the driver and of CUDA_VISIBLE_DEVICES");
  }
  return at::Device(at::kCUDA, 0);
}

int64_t free_memory(at::Device device) {
  if (device.is_cpu()) {
    std::ifstream file("/proc/meminfo");
    for (std::string line; std::getline(file, line);) {
      constexpr std::string_view name = "MemAvailable:";
      if (line.starts_with(name)) return 1024 * std::strtoll(line.c_str() + name.size(), nullptr, 10);
    }
    return 0;
  }
  return static_cast<int64_t>(at::getDeviceAllocator(device.type())->getMemoryInfo(device.index()).first);
}

at::ScalarType dtype_of(compute::Precision precision) {
  return precision == compute::Precision::bf16 ? at::kBFloat16 : at::kFloat;
}

}  // namespace qwen35
