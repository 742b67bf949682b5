// The files of one split: "train.jsonl", or "train-00000.jsonl.zst" and so on.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <zstd.h>

#include <base/error.hpp>
#include <jsonl_sink/storage.hpp>

#include "descriptions.hpp"
#include "output_file.hpp"

namespace jsonl_sink {

// Zstandard files are frames of some MiB that end with a line, so that jsonl_source reads them in pieces. Memory is that of
// a frame, or of the longest line. Not for several threads at once.
class SplitWriter {
 public:
  // Makes the first file, so that a split without lines is an empty file.
  static base::Result<SplitWriter> create(std::filesystem::path folder, std::string split, Storage storage);

  base::Result<void> add(std::string_view line);
  // Once; only then are the files known to be whole. In order.
  base::Result<std::vector<WrittenFile>> close();

 private:
  struct Free {
    void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
  };
  SplitWriter(std::filesystem::path folder, std::string split, Storage storage);
  base::Result<void> begin_part();
  base::Result<void> end_part();
  base::Result<void> end_frame();

  std::filesystem::path folder_;
  std::string split_;
  Storage storage_;
  std::optional<OutputFile> file_;
  std::uint64_t part_size_ = 0;  // bytes of lines in the part
  std::vector<WrittenFile> written_;
  std::unique_ptr<ZSTD_CCtx, Free> context_;
  std::string frame_, packed_;
};

}  // namespace jsonl_sink
