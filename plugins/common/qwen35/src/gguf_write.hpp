// Files in the format GGUF, version 3 (github.com/ggml-org/ggml, docs/gguf.md), of fp32 tensors.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <ATen/ATen.h>

#include <base/error.hpp>

namespace qwen35 {

class GgufWriter {
 public:
  void add(std::string_view key, std::string_view text);
  void add(std::string_view key, float value);
  // Of two dimensions, which GGUF counts from the innermost.
  void add_tensor(std::string name, const at::Tensor& tensor);

  // Beside `path`, then renamed.
  base::Result<void> write(const std::filesystem::path& path) const;

 private:
  struct Item {
    std::string name;
    at::Tensor tensor;
  };
  std::string values_;  // as the file holds them
  std::uint64_t value_count_ = 0;
  std::vector<Item> items_;
};

}  // namespace qwen35
