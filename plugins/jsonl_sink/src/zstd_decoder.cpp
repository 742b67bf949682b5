#include "zstd_decoder.hpp"

#include <new>
#include <span>
#include <utility>

#include <fmt/format.h>

namespace jsonl_sink {
namespace {

constexpr std::uint64_t piece = 16 * 1024;  // of the file; a call that fails loses what it unpacked

}  // namespace

bool is_zstd(std::string_view first_bytes) {
  if (first_bytes.starts_with("\x28\xb5\x2f\xfd")) return true;
  return first_bytes.size() >= 4 && (first_bytes[0] & 0xf0) == 0x50 &&
         first_bytes.substr(1).starts_with("\x2a\x4d\x18");
}

ZstdDecoder::ZstdDecoder(std::unique_ptr<InputFile> file, std::uint64_t offset)
    : file_(std::move(file)), stream_(ZSTD_createDStream()), offset_(offset) {
  if (!stream_) throw std::bad_alloc();
  unpacked_.resize(ZSTD_DStreamOutSize());
}

std::unexpected<base::Error> ZstdDecoder::damaged(std::string why) const {
  return std::unexpected(base::Error{.problem = fmt::format("cannot unpack {}", file_->path().string()),
                                     .why = std::move(why),
                                     .what_to_do = "pack it anew, with a window of at most 128 MiB",
                                     .is_rejection = true});
}

// Up to the next boundary of the file, wherever a frame began. False at the end.
base::Result<bool> ZstdDecoder::refill() {
  packed_.resize(piece - offset_ % piece);
  const auto count = file_->read(offset_, std::span(packed_));
  if (!count) return std::unexpected(count.error());
  input_ = {packed_.data(), *count, 0};
  return *count > 0;
}

base::Result<std::string_view> ZstdDecoder::next() {
  while (true) {
    // The stream may hold unpacked bytes after it took all that there is.
    if (input_.pos == input_.size) {
      const auto more = refill();
      if (!more) return std::unexpected(more.error());
      if (!*more && is_at_frame_end_) return std::string_view();
      if (!*more) input_ = {};
    }
    ZSTD_outBuffer output{unpacked_.data(), unpacked_.size(), 0};
    const std::size_t before = input_.pos;
    const std::size_t state = ZSTD_decompressStream(stream_.get(), &output, &input_);
    if (ZSTD_isError(state)) return damaged(ZSTD_getErrorName(state));
    const std::size_t taken = input_.pos - before;
    offset_ += taken;
    is_at_frame_end_ = state == 0;
    if (output.pos > 0) return std::string_view(unpacked_).substr(0, output.pos);
    if (taken == 0 && !is_at_frame_end_) return damaged("it ends within a frame, as if it had been cut off");
  }
}

}  // namespace jsonl_sink
