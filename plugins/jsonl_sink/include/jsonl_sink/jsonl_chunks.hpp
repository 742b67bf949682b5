// Cuts a JSONL file into ranges of bytes that are whole lines, one after the other, without reading the file
// through.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include <base/error.hpp>

namespace jsonl_sink {

class InputFile;

// Owns the lines that start in [begin, end).
struct Chunk {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
};

// The chunks of a lister follow each other from 0 to the size that the file had when it was opened, and start
// at line starts. A chunk is longer than asked for where its last line is. Not for several
// threads at once.
class ChunkLister {
 public:
  static constexpr std::uint64_t default_size = 256 * 1024;  // bytes

  static base::Result<ChunkLister> open(const std::filesystem::path& path,
                                        std::uint64_t chunk_size = default_size);
  ChunkLister(ChunkLister&&) noexcept;
  ChunkLister& operator=(ChunkLister&&) noexcept;
  ~ChunkLister();

  // The next chunk; none at the end, and none at all for an empty file.
  base::Result<std::optional<Chunk>> next();

 private:
  ChunkLister(std::unique_ptr<InputFile> file, std::uint64_t chunk_size);
  std::unique_ptr<InputFile> file_;
  std::uint64_t chunk_size_;
  std::uint64_t begin_ = 0;
};

}  // namespace jsonl_sink
