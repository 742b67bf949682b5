#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include <jsonl_sink/jsonl_chunks.hpp>

#include "input_stream.hpp"
#include "zstd_chunks.hpp"

namespace jsonl_sink {
namespace {

constexpr std::size_t block = 16 * 1024;  // read while looking for the end of a line

// The start of the line behind the one that byte `offset` belongs to.
base::Result<std::uint64_t> next_line_start(const InputFile& file, std::uint64_t offset) {
  std::string buffer(block, '\0');
  for (; offset < file.size(); offset += block) {
    const auto count = file.read(offset, buffer);
    if (!count) return std::unexpected(count.error());
    const std::size_t newline = std::string_view(buffer).substr(0, *count).find('\n');
    if (newline != std::string_view::npos) return std::min(offset + newline + 1, file.size());
  }
  return file.size();
}

class PlainCutter : public ChunkLister::Cutter {
 public:
  PlainCutter(std::unique_ptr<InputFile> file, std::uint64_t chunk_size)
      : file_(std::move(file)), chunk_size_(chunk_size) {}

  base::Result<std::optional<Chunk>> next() override {
    if (begin_ >= file_->size()) return std::nullopt;
    std::uint64_t end = file_->size();
    if (chunk_size_ < end - begin_) {
      const auto aligned = next_line_start(*file_, begin_ + chunk_size_ - 1);
      if (!aligned) return std::unexpected(aligned.error());
      end = *aligned;
    }
    return Chunk{std::exchange(begin_, end), end};
  }

 private:
  std::unique_ptr<InputFile> file_;
  std::uint64_t chunk_size_;
  std::uint64_t begin_ = 0;
};

}  // namespace

ChunkLister::ChunkLister(std::unique_ptr<Cutter> cutter) : cutter_(std::move(cutter)) {}
ChunkLister::ChunkLister(ChunkLister&&) noexcept = default;
ChunkLister& ChunkLister::operator=(ChunkLister&&) noexcept = default;
ChunkLister::~ChunkLister() = default;

base::Result<ChunkLister> ChunkLister::open(const std::filesystem::path& path, std::uint64_t chunk_size) {
  auto file = InputFile::open(path);
  if (!file) return std::unexpected(file.error());
  const auto is_packed = is_zstd_file(**file);
  if (!is_packed) return std::unexpected(is_packed.error());
  chunk_size = std::max<std::uint64_t>(chunk_size, 1);
  if (*is_packed) return ChunkLister(std::make_unique<ZstdCutter>(*std::move(file), chunk_size));
  return ChunkLister(std::make_unique<PlainCutter>(*std::move(file), chunk_size));
}

base::Result<std::optional<Chunk>> ChunkLister::next() { return cutter_->next(); }

}  // namespace jsonl_sink
