// Finds every place of many keywords in one pass over the text, ASCII case ignored (Aho-Corasick 1975, with
// the failure links folded into a full transition table over classes of bytes).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace secrets {

class KeywordIndex {
 public:
  // Keywords: lower-case ASCII, not empty. Their position in the list is their number.
  explicit KeywordIndex(std::span<const std::string_view> keywords);

  // Calls on_hit(begin, end, keyword number) for each place, ordered by end.
  template <typename OnHit>
  void scan(std::string_view text, OnHit&& on_hit) const {
    std::uint32_t row = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
      row = next_[row + class_of_[static_cast<unsigned char>(text[i])]];
      if (row < first_hit_row_) continue;
      for (std::uint32_t keyword : hits_[(row - first_hit_row_) / classes_]) {
        on_hit(i + 1 - lengths_[keyword], i + 1, keyword);
      }
    }
  }

 private:
  std::array<std::uint8_t, 256> class_of_{};  // 0: a byte of no keyword
  std::uint32_t classes_ = 1;
  std::vector<std::uint32_t> next_;  // [state * classes_ + class] -> state * classes_
  std::uint32_t first_hit_row_ = 0;  // states that end a keyword are numbered last
  std::vector<std::vector<std::uint32_t>> hits_;
  std::vector<std::size_t> lengths_;
};

}  // namespace secrets
