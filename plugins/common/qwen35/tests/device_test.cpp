// Opening a device where there is none.

#include "qwen35/device.hpp"

#include "golden.hpp"

TEST_CASE("the CPU is there") {
  const auto device = qwen35::open_device("cpu");
  REQUIRE(device);
  CHECK(device->is_cpu());
}

TEST_CASE("CUDA is there, or the error says what to do") {
  const auto device = qwen35::open_device("cuda");
  if (device) {
    CHECK(device->is_cuda());
    CHECK(at::ones({2}, at::TensorOptions(*device)).sum().item<float>() == 2);
  } else {
    CHECK(device.error().text().find("cannot compute on cuda (") == 0);
    CHECK(device.error().text().find("): ") != std::string::npos);
    CHECK(device.error().what_to_do.find("device to cpu") != std::string::npos);
  }
}

TEST_CASE("an unknown device is refused") {
  const auto device = qwen35::open_device("tpu");
  REQUIRE_FALSE(device);
  CHECK(device.error().problem == "there is no device tpu");
}
