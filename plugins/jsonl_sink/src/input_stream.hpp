// The bytes of a file from a place on, unpacked where it is a Zstandard file by its first bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string_view>

#include <base/error.hpp>

#include "input_file.hpp"

namespace jsonl_sink {

// Not for several threads at once.
class InputStream {
 public:
  virtual ~InputStream() = default;
  // Fills `bytes`; fewer are there only at the end, or before damage, which the call after that tells.
  virtual base::Result<std::size_t> read(std::span<char> bytes) = 0;
};

// `offset` counts bytes of the file as it is; in a Zstandard file a frame begins there.
base::Result<std::unique_ptr<InputStream>> open_stream(std::unique_ptr<InputFile> file, std::uint64_t offset);

base::Result<bool> is_zstd_file(const InputFile& file);

}  // namespace jsonl_sink
