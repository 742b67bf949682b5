// Cuts a Zstandard file where a frame ends with a line.
#pragma once

#include <jsonl_sink/jsonl_chunks.hpp>

#include "zstd_decoder.hpp"

namespace jsonl_sink {

class ZstdCutter : public ChunkLister::Cutter {
 public:
  ZstdCutter(std::unique_ptr<InputFile> file, std::uint64_t chunk_size)
      : decoder_(std::move(file), 0), chunk_size_(chunk_size) {}
  base::Result<std::optional<Chunk>> next() override;

 private:
  base::Result<std::optional<Chunk>> lines_before(base::Error damage);

  ZstdDecoder decoder_;
  std::uint64_t chunk_size_;
  std::uint64_t begin_ = 0, frame_ = 0;          // of the next chunk
  std::uint64_t position_ = 0, line_start_ = 0;  // unpacked bytes; the line that is not at its end
  std::optional<base::Error> damage_;
};

}  // namespace jsonl_sink
