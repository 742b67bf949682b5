// Where the lines of a text begin, found once.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include <git_miner/repository.hpp>

namespace git_miner {

class LineIndex {
 public:
  // `text` must outlive the index.
  explicit LineIndex(std::string_view text);

  std::size_t count() const { return begins_.size(); }

  // The byte where a line, counted from 0, begins; the end of the text from count() on.
  std::size_t begin(std::size_t line) const { return line < begins_.size() ? begins_[line] : text_.size(); }

  // The line that holds a byte; of an empty text 0.
  std::size_t line_at(std::size_t byte) const;

  // Without its end; "" from count() on.
  std::string_view line(std::size_t line) const;

  // With their ends.
  std::string_view text(const LineRange& range) const;

 private:
  std::string_view text_;
  std::vector<std::size_t> begins_;
};

}  // namespace git_miner
