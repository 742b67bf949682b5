// Cuts a JSONL file into ranges of bytes that are whole lines, one after the other: a plain file without reading it through,
// a Zstandard file where a frame ends with a line. One of a single frame is one chunk.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>

#include <base/error.hpp>

namespace jsonl_sink {

// Owns the lines that start in [begin, end), which count unpacked bytes.
struct Chunk {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
  std::optional<std::uint64_t> frame = {};  // of a Zstandard file: where in it the frame begins
};

// The chunks of a lister follow each other from 0 to the size that the file had when it was opened, and start
// at line starts. A chunk is longer than asked for where its last line is, or its frame. Not for several
// threads at once.
class ChunkLister {
 public:
  static constexpr std::uint64_t default_size = 256 * 1024;  // bytes

  static base::Result<ChunkLister> open(const std::filesystem::path& path,
                                        std::uint64_t chunk_size = default_size);
  ChunkLister(ChunkLister&&) noexcept;
  ChunkLister& operator=(ChunkLister&&) noexcept;
  ~ChunkLister();

  // The next chunk; none at the end, and none at all for an empty file. Where a Zstandard file is damaged, the lines before
  // that come first, and then a rejection.
  base::Result<std::optional<Chunk>> next();

  // How a file is cut, by its kind.
  struct Cutter {
    virtual ~Cutter() = default;
    virtual base::Result<std::optional<Chunk>> next() = 0;
  };

 private:
  explicit ChunkLister(std::unique_ptr<Cutter> cutter);
  std::unique_ptr<Cutter> cutter_;
};

}  // namespace jsonl_sink
