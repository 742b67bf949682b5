#include <algorithm>
#include <string_view>
#include <utility>

#include <jsonl_sink/jsonl_chunks.hpp>

#include "input_file.hpp"

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

}  // namespace

ChunkLister::ChunkLister(std::unique_ptr<InputFile> file, std::uint64_t chunk_size)
    : file_(std::move(file)), chunk_size_(std::max<std::uint64_t>(chunk_size, 1)) {}
ChunkLister::ChunkLister(ChunkLister&&) noexcept = default;
ChunkLister& ChunkLister::operator=(ChunkLister&&) noexcept = default;
ChunkLister::~ChunkLister() = default;

base::Result<ChunkLister> ChunkLister::open(const std::filesystem::path& path, std::uint64_t chunk_size) {
  auto file = InputFile::open(path);
  if (!file) return std::unexpected(file.error());
  return ChunkLister(*std::move(file), chunk_size);
}

base::Result<std::optional<Chunk>> ChunkLister::next() {
  if (begin_ >= file_->size()) return std::nullopt;
  std::uint64_t end = file_->size();
  if (chunk_size_ < end - begin_) {
    const auto aligned = next_line_start(*file_, begin_ + chunk_size_ - 1);
    if (!aligned) return std::unexpected(aligned.error());
    end = *aligned;
  }
  return Chunk{std::exchange(begin_, end), end};
}

}  // namespace jsonl_sink
