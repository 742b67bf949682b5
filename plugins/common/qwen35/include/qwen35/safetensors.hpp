// Tensors in safetensors files (format: src/safetensors_header.hpp).
//
// A file is mapped read-only, and tensors on the CPU are views of the mapping, which they keep alive: opening
// 50 GB costs nothing, and nobody may write to such a tensor. A file that is cut short while it is mapped
// ends the process (SIGBUS), as with every mapped file; whoever replaces one must rename a new one over it.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <ATen/ATen.h>

#include <base/error.hpp>

namespace qwen35 {

enum class Dtype : uint8_t;  // as the file stores it

// Thread-safe after open. Copies share the mapping.
class SafetensorsFile {
 public:
  static base::Result<SafetensorsFile> open(const std::filesystem::path& path);

  bool contains(std::string_view name) const { return tensors_.contains(name); }
  std::vector<std::string> names() const;

  // As they lie in the file, which begins with `header`: its length, itself and padding.
  std::vector<std::string> names_in_order() const;
  std::string_view header() const;
  std::string_view bytes(std::string_view name) const;  // of a tensor that it contains

  // A read-only view with the stored dtype and shape, a copy where the file does not align the tensor.
  // Error: no such tensor, or a dtype that no tensor here has (F8_*, U64).
  base::Result<at::Tensor> tensor(std::string_view name) const;

 private:
  struct Mapping;
  struct Place {
    Dtype dtype;
    std::vector<int64_t> shape;
    size_t begin = 0;  // bytes from the start of the file
    size_t size = 0;   // bytes
  };
  std::string path_;
  std::shared_ptr<const Mapping> mapping_;
  std::map<std::string, Place, std::less<>> tensors_;
  size_t data_begin_ = 0;
};

using NamedTensors = std::map<std::string, at::Tensor>;

// Writes as the reference writer does: by decreasing element size, then by name, `{"format":"pt"}` as
// metadata, a header padded to 8 bytes. The same tensors give the same bytes. Writes beside `path` and
// renames. Tensors: any device, F64, F32, F16, BF16, I64, I32, I16, I8, U8 or BOOL.
base::Result<void> write_safetensors(const std::filesystem::path& path, const NamedTensors& tensors);

}  // namespace qwen35
