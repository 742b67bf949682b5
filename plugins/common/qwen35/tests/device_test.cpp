// Opening a device where there is none.

#include "qwen35/device.hpp"

#include "golden.hpp"

TEST_CASE("the CPU is there") {
  const auto device = qwen35::open_device(compute::Device::cpu);
  REQUIRE(device);
  CHECK(device->is_cpu());
}

TEST_CASE("CUDA is there, or the error says what to do") {
  const auto device = qwen35::open_device(compute::Device::cuda);
  if (device) {
    CHECK(device->is_cuda());
    CHECK(at::ones({2}, at::TensorOptions(*device)).sum().item<float>() == 2);
  } else {
    CHECK(device.error().text().find("cannot compute on cuda (") == 0);
    CHECK(device.error().text().contains("): "));
    CHECK(device.error().what_to_do.contains("device to cpu"));
  }
}
