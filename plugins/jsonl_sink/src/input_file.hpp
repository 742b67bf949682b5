// A regular file, open for reading at any place.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

#include <base/error.hpp>

namespace jsonl_sink {

class InputFile {
 public:
  static base::Result<std::unique_ptr<InputFile>> open(const std::filesystem::path& path);
  ~InputFile();
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;

  // Fills `bytes` from `offset` on; fewer only at the end of the file.
  base::Result<std::size_t> read(std::uint64_t offset, std::span<char> bytes) const;

  std::uint64_t size() const { return size_; }  // when it was opened
  const std::filesystem::path& path() const { return path_; }

 private:
  InputFile(std::filesystem::path path, int descriptor, std::uint64_t size);

  std::filesystem::path path_;
  int descriptor_;
  std::uint64_t size_;
};

}  // namespace jsonl_sink
