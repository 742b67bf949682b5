// A file written in large blocks, with its size and SHA-256.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include <base/error.hpp>
#include <digest/sha256.hpp>

namespace jsonl_sink {

class OutputFile {
 public:
  static base::Result<OutputFile> create(const std::filesystem::path& path);
  OutputFile(OutputFile&& other) noexcept;
  OutputFile& operator=(OutputFile&&) = delete;
  ~OutputFile();

  base::Result<void> write(std::string_view bytes);
  // Writes the rest and closes; only then is the file known to be whole.
  base::Result<void> close();

  std::uint64_t size() const { return size_; }
  std::string sha256() { return sha_.hex(); }  // once

 private:
  OutputFile(std::filesystem::path path, int descriptor);
  base::Result<void> flush();
  std::unexpected<base::Error> cannot_write(int error) const;

  std::filesystem::path path_;
  int descriptor_;
  std::string buffer_;
  std::uint64_t size_ = 0;
  digest::Sha256 sha_;
};

}  // namespace jsonl_sink
