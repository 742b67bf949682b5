// Unpacks a Zstandard file (RFC 8878) piece by piece, from the beginning of a frame on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <zstd.h>

#include <base/error.hpp>

#include "input_file.hpp"

namespace jsonl_sink {

// True of the beginning of a file that holds frames, also skippable ones.
bool is_zstd(std::string_view first_bytes);

// Which pieces there are depends on the file alone, so that after damage two decoders have given the same bytes. Memory is
// some hundred KiB and the frame's window, at most 128 MiB. Not for several threads at once.
class ZstdDecoder {
 public:
  // `offset` is where in the file a frame begins.
  ZstdDecoder(std::unique_ptr<InputFile> file, std::uint64_t offset);

  // Some bytes, valid until the next call; none at the end. A piece ends where its frame does. What is no frame, or cut, is
  // a rejection.
  base::Result<std::string_view> next();

  // Whether the last piece ended a frame, and where in the file the one behind it begins.
  bool is_at_frame_end() const { return is_at_frame_end_; }
  std::uint64_t offset() const { return offset_; }

 private:
  struct Free {
    void operator()(ZSTD_DStream* stream) const { ZSTD_freeDStream(stream); }
  };
  base::Result<bool> refill();
  std::unexpected<base::Error> damaged(std::string why) const;

  std::unique_ptr<InputFile> file_;
  std::unique_ptr<ZSTD_DStream, Free> stream_;
  std::uint64_t offset_;  // in the file, of what is taken next
  std::string packed_, unpacked_;
  ZSTD_inBuffer input_{};
  bool is_at_frame_end_ = true;
};

}  // namespace jsonl_sink
