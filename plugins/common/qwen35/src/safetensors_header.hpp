// The header of a safetensors file, checked so that whoever uses an entry need not check again.
//
// Format (github.com/huggingface/safetensors, "Format"): u64 little-endian length N, N bytes of JSON that
// begin with '{' and may end with spaces, then the data. Every tensor names its dtype, shape and [begin, end)
// relative to the data. Entries must cover the data without a hole or an overlap, which the format demands,
// so that no byte is hidden.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <base/error.hpp>

#include "dtypes.hpp"

namespace qwen35 {

struct TensorEntry {
  std::string name;
  Dtype dtype = Dtype::f32;
  std::vector<int64_t> shape;  // row-major, each >= 0
  uint64_t begin = 0;          // bytes from the start of the file
  uint64_t size = 0;           // bytes; always elements * bytes_of(dtype)
};

// The entries by offset. `file` is the whole file, `name` stands in messages.
base::Result<std::vector<TensorEntry>> parse_safetensors_header(std::string_view file,
                                                                const std::string& name);

}  // namespace qwen35
