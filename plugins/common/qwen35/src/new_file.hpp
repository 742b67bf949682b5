// A file that appears whole or not at all, for those that are too large to be put together in memory.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include <ATen/ATen.h>

#include <base/error.hpp>

namespace qwen35 {

std::unexpected<base::Error> write_error(const std::filesystem::path& path, std::string why);

// Written as `path` + ".unfinished", which gets its name when it is on disk.
class NewFile {
 public:
  explicit NewFile(std::filesystem::path path);

  void put(std::string_view bytes);
  void put(const at::Tensor& tensor);  // on the CPU, contiguous

  // Once, at the end. Error: also that of a `put`.
  base::Result<void> finish();

 private:
  std::filesystem::path path_;
  std::filesystem::path unfinished_;
  std::ofstream file_;
};

}  // namespace qwen35
