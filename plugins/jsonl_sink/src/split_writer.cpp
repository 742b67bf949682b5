#include "split_writer.hpp"

#include <new>
#include <utility>

#include <fmt/format.h>

namespace jsonl_sink {
namespace {

using Done = base::Result<void>;

constexpr std::size_t frame_size = 2 << 20;  // bytes of lines; larger ones pack hardly better

}  // namespace

SplitWriter::SplitWriter(std::filesystem::path folder, std::string split, Storage storage)
    : folder_(std::move(folder)), split_(std::move(split)), storage_(storage) {
  if (storage_.compression == Compression::none) return;
  context_.reset(ZSTD_createCCtx());
  if (!context_) throw std::bad_alloc();
  ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_checksumFlag, 1);
}

base::Result<SplitWriter> SplitWriter::create(std::filesystem::path folder, std::string split,
                                              Storage storage) {
  SplitWriter writer(std::move(folder), std::move(split), storage);
  if (Done begun = writer.begin_part(); !begun) return std::unexpected(begun.error());
  return writer;
}

Done SplitWriter::begin_part() {
  std::string name = split_;
  if (storage_.part_bytes > 0) name += fmt::format("-{:05}", written_.size());
  name += ".jsonl";
  if (context_) name += ".zst";
  auto file = OutputFile::create(folder_ / name);
  if (!file) return std::unexpected(file.error());
  file_.emplace(*std::move(file));
  written_.push_back({.name = std::move(name)});
  part_size_ = 0;
  return {};
}

Done SplitWriter::end_frame() {
  if (frame_.empty()) return {};
  packed_.resize(ZSTD_compressBound(frame_.size()));
  const std::size_t size =
      ZSTD_compress2(context_.get(), packed_.data(), packed_.size(), frame_.data(), frame_.size());
  if (ZSTD_isError(size))
    return base::failure(fmt::format("cannot pack {}", written_.back().name), ZSTD_getErrorName(size));
  frame_.clear();
  return file_->write(std::string_view(packed_).substr(0, size));
}

Done SplitWriter::end_part() {
  if (Done ended = end_frame(); !ended) return ended;
  if (Done closed = file_->close(); !closed) return closed;
  written_.back().bytes = file_->size();
  written_.back().sha256 = file_->sha256();
  file_.reset();
  return {};
}

Done SplitWriter::add(std::string_view line) {
  const std::uint64_t size = line.size() + 1;
  if (storage_.part_bytes > 0 && part_size_ > 0 && part_size_ + size > storage_.part_bytes) {
    if (Done ended = end_part(); !ended) return ended;
    if (Done begun = begin_part(); !begun) return begun;
  }
  part_size_ += size;
  if (context_) {
    frame_.append(line).append("\n");
    return frame_.size() < frame_size ? Done() : end_frame();
  }
  if (Done written = file_->write(line); !written) return written;
  return file_->write("\n");
}

base::Result<std::vector<WrittenFile>> SplitWriter::close() {
  if (Done ended = end_part(); !ended) return std::unexpected(ended.error());
  return std::move(written_);
}

}  // namespace jsonl_sink
