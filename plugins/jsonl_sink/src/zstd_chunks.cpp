#include "zstd_chunks.hpp"

#include <utility>

namespace jsonl_sink {

base::Result<std::optional<Chunk>> ZstdCutter::lines_before(base::Error damage) {
  damage_ = std::move(damage);
  if (line_start_ == begin_) return std::unexpected(*damage_);
  return Chunk{std::exchange(begin_, line_start_), line_start_, frame_};
}

base::Result<std::optional<Chunk>> ZstdCutter::next() {
  if (damage_) return std::unexpected(*damage_);
  while (true) {
    const auto piece = decoder_.next();
    if (!piece) return lines_before(piece.error());
    if (piece->empty()) break;
    if (const auto newline = piece->rfind('\n'); newline != std::string_view::npos)
      line_start_ = position_ + newline + 1;
    position_ += piece->size();
    const bool is_cut = decoder_.is_at_frame_end() && line_start_ == position_;
    if (!is_cut || position_ - begin_ < chunk_size_) continue;
    return Chunk{std::exchange(begin_, position_), position_, std::exchange(frame_, decoder_.offset())};
  }
  if (begin_ == position_) return std::nullopt;
  return Chunk{std::exchange(begin_, position_), position_, frame_};
}

}  // namespace jsonl_sink
