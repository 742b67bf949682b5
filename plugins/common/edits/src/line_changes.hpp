// Which lines differ between two texts.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace edits {

// A text cut behind each line feed; the last line may lack one.
class Lines {
 public:
  explicit Lines(std::string_view text);

  std::size_t count() const { return begins_.size() - 1; }
  // The bytes of the lines [first, last).
  std::string_view text(std::size_t first, std::size_t last) const {
    return text_.substr(begins_[first], begins_[last] - begins_[first]);
  }

 private:
  std::string_view text_;
  std::vector<std::size_t> begins_;  // of each line, then the size of the text
};

// The lines [before_begin, before_end) of one text became [after_begin, after_end) of the other. From 0.
struct LineChange {
  std::size_t before_begin = 0, before_end = 0;
  std::size_t after_begin = 0, after_end = 0;

  bool operator==(const LineChange&) const = default;
};

// In order, separated by unchanged lines. None if the texts are too large for libgit2 to compare (1 GiB).
std::optional<std::vector<LineChange>> line_changes(std::string_view before, std::string_view after);

}  // namespace edits
