// A text that the user wrote, and places in it.
//
// Every message of flowrun about a file points at a Span. Lines and columns count from 1; columns count code
// points, as editors do, not bytes. Line ends CRLF and CR are read as LF. Immutable, so safe to share.
#pragma once

#include <compare>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace flowrun::config {

class Diagnostics;

struct Position {
  int line = 0;    // 0: the whole file
  int column = 0;  // in code points
  friend auto operator<=>(const Position&, const Position&) = default;
};

class SourceFile {
 public:
  // `name` is what messages call the text: the path as the user gave it, or the option (`--set`).
  SourceFile(std::string name, std::string_view text);

  const std::string& name() const { return name_; }
  const std::string& text() const { return text_; }
  int line_count() const { return static_cast<int>(line_starts_.size()); }
  // Without its line end; empty where there is no such line.
  std::string_view line(int number) const;
  // Offset in bytes of the first byte of a line; the size of the text where there is no such line.
  std::size_t line_start(int number) const;
  // Both clamp to the text; a column past the end of its line gives the end of the line.
  Position position(std::size_t offset) const;
  std::size_t offset(Position position) const;

 private:
  std::size_t code_points_before(std::size_t offset) const;

  std::string name_;
  std::string text_;
  std::vector<std::size_t> line_starts_;
  // Code points before each block of the text, so that a place in a very long line is found quickly.
  std::vector<std::size_t> code_points_;
};

using Source = std::shared_ptr<const SourceFile>;

struct Span {
  Source source;  // null: no place at all
  Position begin = {};
  Position end = {};  // one past the last code point; may be on a later line
};

// Pipeline files larger than this are refused: they are not written by hand, and every check holds them
// whole.
inline constexpr std::size_t max_source_bytes = std::size_t{4} << 20;

// Whether the text is UTF-8 without control characters that YAML forbids; says where it is not.
bool check_text(const Source& source, Diagnostics& diagnostics);

// Null where the file is missing, unreadable, a folder, a FIFO, socket or device (/dev/stdin behind a pipe is one), too
// large, or not UTF-8 text; says which.
Source read_source(const std::filesystem::path& path, Diagnostics& diagnostics);

}  // namespace flowrun::config
