// A file written in large blocks, with its size and SHA-256.
#pragma once

#include <cstdint>
#include <expected>
#include <filesystem>
#include <string>
#include <string_view>

#include <text/sha256.hpp>

namespace jsonl_sink {

class OutputFile {
 public:
  static std::expected<OutputFile, std::string> create(const std::filesystem::path& path);
  OutputFile(OutputFile&& other) noexcept;
  OutputFile& operator=(OutputFile&&) = delete;
  ~OutputFile();

  std::expected<void, std::string> write(std::string_view bytes);
  // Writes the rest and closes; only then is the file known to be whole.
  std::expected<void, std::string> close();

  std::uint64_t size() const { return size_; }
  std::string sha256() { return sha_.hex(); }  // once

 private:
  OutputFile(std::filesystem::path path, int descriptor);
  std::expected<void, std::string> flush();
  std::string cannot_write(int error) const;

  std::filesystem::path path_;
  int descriptor_;
  std::string buffer_;
  std::uint64_t size_ = 0;
  text::Sha256 sha_;
};

}  // namespace jsonl_sink
