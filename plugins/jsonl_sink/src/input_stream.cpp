#include "input_stream.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

#include "zstd_decoder.hpp"

namespace jsonl_sink {
namespace {

class PlainStream : public InputStream {
 public:
  PlainStream(std::unique_ptr<InputFile> file, std::uint64_t offset)
      : file_(std::move(file)), offset_(offset) {}

  base::Result<std::size_t> read(std::span<char> bytes) override {
    const auto count = file_->read(offset_, bytes);
    offset_ += count.value_or(0);
    return count;
  }

 private:
  std::unique_ptr<InputFile> file_;
  std::uint64_t offset_;
};

class ZstdStream : public InputStream {
 public:
  ZstdStream(std::unique_ptr<InputFile> file, std::uint64_t offset) : decoder_(std::move(file), offset) {}

  base::Result<std::size_t> read(std::span<char> bytes) override {
    std::size_t done = 0;
    while (done < bytes.size()) {
      if (error_) return done > 0 ? base::Result<std::size_t>(done) : std::unexpected(*error_);
      if (waiting_.empty()) {
        auto piece = decoder_.next();
        if (!piece) {
          error_ = std::move(piece.error());
          continue;
        }
        if (piece->empty()) break;
        waiting_ = *piece;
      }
      const std::size_t count = waiting_.copy(bytes.data() + done, bytes.size() - done);
      waiting_.remove_prefix(count);
      done += count;
    }
    return done;
  }

 private:
  ZstdDecoder decoder_;
  std::string_view waiting_;
  std::optional<base::Error> error_;
};

}  // namespace

base::Result<bool> is_zstd_file(const InputFile& file) {
  std::array<char, 4> head{};
  const auto count = file.read(0, head);
  if (!count) return std::unexpected(count.error());
  return is_zstd(std::string_view(head.data(), *count));
}

base::Result<std::unique_ptr<InputStream>> open_stream(std::unique_ptr<InputFile> file,
                                                       std::uint64_t offset) {
  const auto is_packed = is_zstd_file(*file);
  if (!is_packed) return std::unexpected(is_packed.error());
  if (*is_packed) return std::make_unique<ZstdStream>(std::move(file), offset);
  return std::make_unique<PlainStream>(std::move(file), offset);
}

}  // namespace jsonl_sink
