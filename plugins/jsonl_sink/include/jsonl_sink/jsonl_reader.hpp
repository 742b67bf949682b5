// Reads the lines of one chunk of a JSONL file, plain or Zstandard.
//
// Lines end with \n or \r\n, the last one of the file may lack it. A byte order mark at the start of a line, as in files
// that were joined, and blank lines are skipped. Of a plain file any range of bytes will do, not only one from ChunkLister:
// the chunk owns the lines that start in it, and the last of them is read to its end beyond it. So ranges that cover a file give
// each of its lines once. A line that is too long is passed over without being kept.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <base/error.hpp>
#include <jsonl_sink/jsonl_chunks.hpp>

namespace jsonl_sink {

class InputStream;

struct Line {
  std::uint64_t offset = 0;  // of its first byte in the file, unpacked
  std::uint64_t number = 0;  // among all lines of the chunk, blank ones too, from 1
  std::string_view text;     // without line break and byte order mark; valid until the next call
  bool is_too_long = false;  // then the text is empty
};

// Memory is that of the longest line. Not for several threads at once.
class JsonlReader {
 public:
  static constexpr std::uint64_t default_longest_line = 256 * 1024 * 1024;  // bytes; more is no example

  static base::Result<JsonlReader> open(const std::filesystem::path& path, Chunk chunk,
                                        std::uint64_t longest_line = default_longest_line);
  JsonlReader(JsonlReader&&) noexcept;
  JsonlReader& operator=(JsonlReader&&) noexcept;
  ~JsonlReader();

  // The next line; none at the end.
  base::Result<std::optional<Line>> next();

  // Those passed so far, and those of nothing but white space among them.
  std::uint64_t lines() const { return lines_; }
  std::uint64_t blank_lines() const { return blank_lines_; }

 private:
  JsonlReader(std::unique_ptr<InputStream> stream, Chunk chunk, std::uint64_t longest_line);
  base::Result<void> skip_line();
  base::Result<bool> fill();
  base::Result<std::optional<std::size_t>> line_end();

  std::unique_ptr<InputStream> stream_;
  Chunk chunk_;
  std::uint64_t longest_line_;
  std::string buffer_;  // bytes of the file from position_ on
  std::uint64_t position_ = 0;
  std::size_t cursor_ = 0;  // in buffer_, where the next line starts
  std::uint64_t lines_ = 0;
  std::uint64_t blank_lines_ = 0;
};

struct ChunkContent {
  // SHA-256 (hex) of the lines with their numbers, however they end and wherever the chunk lies.
  std::string digest;
  std::uint64_t lines = 0;  // blank ones too
};

base::Result<ChunkContent> read_content(const std::filesystem::path& path, Chunk chunk);

}  // namespace jsonl_sink
