// A file in chunks of whole lines.
#pragma once

#include <cstring>
#include <string>
#include <string_view>

#include <simdjson.h>

#include "files.hpp"

namespace raw {

// Chunks have room for simdjson's padding behind their end. Throws std::system_error.
class LineReader {
 public:
  LineReader(const std::string& path, std::size_t lines) : file_(path, O_RDONLY), lines_(lines) {
    buffer_.resize(1 << 20);
  }

  // False at the end of the file.
  bool next(std::string& chunk) {
    chunk.clear();
    for (std::size_t got = 0; got < lines_;) {
      const void* feed = std::memchr(buffer_.data() + begin_, '\n', end_ - begin_);
      if (feed) {
        const auto stop = static_cast<std::size_t>(static_cast<const char*>(feed) - buffer_.data()) + 1;
        chunk.append(buffer_, begin_, stop - begin_);
        begin_ = stop;
        ++got;
        continue;
      }
      chunk.append(buffer_, begin_, end_ - begin_);
      begin_ = 0;
      end_ = bench::checked(::read(file_.get(), buffer_.data(), buffer_.size()));
      if (end_ > 0) continue;
      if (!chunk.empty() && chunk.back() != '\n') chunk += '\n';
      break;
    }
    if (chunk.empty()) return false;
    chunk.reserve(chunk.size() + simdjson::SIMDJSON_PADDING);
    return true;
  }

 private:
  bench::FileDescriptor file_;
  std::size_t lines_;
  std::string buffer_;
  std::size_t begin_ = 0, end_ = 0;
};

// Calls `visit(line, room)` for each line of a chunk, without the line feed; see parse_example for `room`.
inline void each_line(const std::string& chunk, auto visit) {
  for (std::size_t at = 0; at < chunk.size();) {
    const std::size_t stop = chunk.find('\n', at);
    visit(std::string_view(chunk).substr(at, stop - at), chunk.capacity() - at);
    at = stop + 1;
  }
}

}  // namespace raw
