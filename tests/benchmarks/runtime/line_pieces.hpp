// A file of lines in pieces that can be read apart from each other.
#pragma once

#include <algorithm>
#include <filesystem>
#include <string>
#include <string_view>

#include <flow/stage.hpp>

#include "files.hpp"

namespace bench {

struct ByteRange {
  std::size_t begin = 0;
  std::size_t end = 0;
};

// The lines of the file that begin in the range; the last one is whole, even if it ends behind the range.
inline std::string lines_beginning_in(const FileDescriptor& file, ByteRange range) {
  constexpr std::size_t step = 8192;
  const std::size_t from = range.begin == 0 ? 0 : range.begin - 1;  // the byte that says where a line begins
  std::string text;
  const auto read_on = [&](std::size_t bytes) {
    const std::size_t before = text.size();
    text.resize_and_overwrite(before + bytes, [&](char* data, std::size_t) {
      const auto at = static_cast<off_t>(from + before);
      return before + checked(::pread(file.get(), data + before, bytes, at));
    });
    return text.size() > before;
  };
  while (text.size() < range.end - from && read_on(range.end - from - text.size())) {
  }
  std::size_t first = 0;
  if (range.begin > 0) {
    first = text.find('\n') + 1;
    if (first == 0 || from + first >= range.end) return {};
  }
  std::size_t searched = range.end - from - 1;
  std::size_t stop = text.find('\n', searched);
  while (stop == std::string::npos) {
    searched = text.size();
    if (!read_on(step)) break;
    stop = text.find('\n', searched);
  }
  text.resize(std::min(stop, text.size()));
  text.erase(0, first);
  return text;
}

// Lists pieces of a file without reading it.
inline void list_pieces(const std::filesystem::path& file, flow::Discovery<ByteRange>& out) {
  constexpr std::size_t piece = 256 * 1024;
  const std::size_t size = std::filesystem::file_size(file);
  for (std::size_t begin = 0; begin < size; begin += piece) {
    const std::size_t end = std::min(size, begin + piece);
    std::string range = std::to_string(begin) + "-" + std::to_string(end);
    std::string key = range;
    out.add(std::move(key), std::move(range), {begin, end});
  }
}

// Calls `visit(line)` for each line, without its line feed.
inline void each_line(std::string_view text, auto visit) {
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    visit(line);
  }
}

}  // namespace bench
