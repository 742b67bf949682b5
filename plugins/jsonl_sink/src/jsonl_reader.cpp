#include <utility>

#include <fmt/format.h>

#include <digest/sha256.hpp>
#include <jsonl_sink/jsonl_reader.hpp>

#include "input_stream.hpp"

namespace jsonl_sink {
namespace {

constexpr std::size_t block = 256 * 1024;
constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

}  // namespace

JsonlReader::JsonlReader(std::unique_ptr<InputStream> stream, Chunk chunk, std::uint64_t longest_line)
    : stream_(std::move(stream)), chunk_(chunk), longest_line_(longest_line), position_(chunk.begin) {}
JsonlReader::JsonlReader(JsonlReader&&) noexcept = default;
JsonlReader& JsonlReader::operator=(JsonlReader&&) noexcept = default;
JsonlReader::~JsonlReader() = default;

base::Result<JsonlReader> JsonlReader::open(const std::filesystem::path& path, Chunk chunk,
                                            std::uint64_t longest_line) {
  auto file = InputFile::open(path);
  if (!file) return std::unexpected(file.error());
  if (!chunk.frame && (*file)->size() < chunk.end) {
    return std::unexpected(
        base::Error{.problem = fmt::format("cannot read {}", path.string()),
                    .why = fmt::format("it has {} bytes, and had at least {} when it was listed",
                                       (*file)->size(), chunk.end),
                    .what_to_do = "let nothing write to it, and run again",
                    .is_transient = true});
  }
  // A range that begins within a line leaves that line to the one before.
  const bool may_be_within = chunk.begin > 0 && !chunk.frame;
  auto stream =
      open_stream(*std::move(file), chunk.frame.value_or(may_be_within ? chunk.begin - 1 : chunk.begin));
  if (!stream) return std::unexpected(stream.error());
  JsonlReader reader(*std::move(stream), chunk, longest_line);
  if (!may_be_within) return reader;
  --reader.position_;
  if (auto skipped = reader.skip_line(); !skipped) return std::unexpected(skipped.error());
  return reader;
}

// Goes behind the line at cursor_, without keeping it.
base::Result<void> JsonlReader::skip_line() {
  for (;;) {
    if (const std::size_t newline = buffer_.find('\n', cursor_); newline != std::string::npos) {
      cursor_ = newline + 1;
      return {};
    }
    cursor_ = buffer_.size();
    const auto more = fill();
    if (!more) return std::unexpected(more.error());
    if (!*more) return {};
  }
}

// Reads one block more, after dropping the lines that were given out. False at the end of the file.
base::Result<bool> JsonlReader::fill() {
  buffer_.erase(0, cursor_);
  position_ += std::exchange(cursor_, 0);
  const std::size_t held = buffer_.size();
  buffer_.resize(held + block);
  const auto count = stream_->read(std::span(buffer_).subspan(held));
  buffer_.resize(held + count.value_or(0));
  if (!count) return std::unexpected(count.error());
  return *count > 0;
}

// Where in buffer_ the line at cursor_ ends: its \n, or the end of the file. None where the line is too long.
base::Result<std::optional<std::size_t>> JsonlReader::line_end() {
  std::size_t searched = 0;  // from cursor_ on
  for (;;) {
    if (const std::size_t newline = buffer_.find('\n', cursor_ + searched); newline != std::string::npos)
      return newline;
    searched = buffer_.size() - cursor_;
    if (searched > longest_line_) return std::nullopt;
    const auto more = fill();
    if (!more) return std::unexpected(more.error());
    if (!*more) return buffer_.size();
  }
}

base::Result<std::optional<Line>> JsonlReader::next() {
  while (position_ + cursor_ < chunk_.end) {
    const auto end = line_end();
    if (!end) return std::unexpected(end.error());
    Line line{.offset = position_ + cursor_, .number = ++lines_, .is_too_long = !end->has_value()};
    if (line.is_too_long) {
      if (const auto skipped = skip_line(); !skipped) return std::unexpected(skipped.error());
      return line;
    }
    line.text = std::string_view(buffer_).substr(cursor_, **end - cursor_);
    cursor_ = std::min(**end + 1, buffer_.size());
    if (line.text.starts_with(byte_order_mark)) line.text.remove_prefix(byte_order_mark.size());
    if (line.text.ends_with('\r')) line.text.remove_suffix(1);
    if (line.text.find_first_not_of(" \t\r") != std::string_view::npos) return line;
    ++blank_lines_;
  }
  return std::nullopt;
}

base::Result<ChunkContent> read_content(const std::filesystem::path& path, Chunk chunk) {
  auto reader = JsonlReader::open(path, chunk);
  if (!reader) return std::unexpected(reader.error());
  digest::Sha256 digest;
  while (true) {
    const auto line = reader->next();
    if (!line) return std::unexpected(line.error());
    if (!*line) return ChunkContent{digest.hex(), reader->lines()};
    digest.update(fmt::format("{} ", (**line).number));
    digest.update((**line).text);
    digest.update("\n");
  }
}

}  // namespace jsonl_sink
