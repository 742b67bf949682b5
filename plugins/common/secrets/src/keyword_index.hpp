// Finds every place of many keywords in one pass over the text, ASCII case ignored (Aho-Corasick 1975, with
// the failure links folded into a full transition table over classes of bytes).
//
// Each step waits for the row that the one before it loads, so that a long text is read at several places by turns.
#pragma once

#include <algorithm>
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
    const std::size_t piece = text.size() < least_to_part_ ? 0 : text.size() / lanes;
    std::array<std::uint32_t, lanes> rows{};
    std::array<std::vector<Stop>, lanes> stops;
    for (std::size_t lane = 1; lane < lanes && piece > 0; ++lane)
      rows[lane] = row_behind(text.substr(0, lane * piece));
    for (std::size_t i = 0; i < piece; ++i) {
#pragma GCC unroll 4  // so that the rows stay in registers
      for (std::size_t lane = 0; lane < lanes; ++lane) {
        const std::size_t at = lane * piece + i;
        rows[lane] = next(rows[lane], text[at]);
        if (rows[lane] >= first_hit_row_) stops[lane].push_back({at, rows[lane]});
      }
    }
    for (const std::vector<Stop>& of_lane : stops)
      for (const Stop& stop : of_lane) report(stop, on_hit);
    std::uint32_t row = rows.back();
    for (std::size_t at = lanes * piece; at < text.size(); ++at) {
      row = next(row, text[at]);
      if (row >= first_hit_row_) report({at, row}, on_hit);
    }
  }

 private:
  static constexpr std::size_t lanes = 4;

  // A keyword ends at a byte.
  struct Stop {
    std::size_t at = 0;
    std::uint32_t row = 0;
  };

  std::uint32_t next(std::uint32_t row, char c) const {
    return next_[row + class_of_[static_cast<unsigned char>(c)]];
  }

  // Where reading all of the text would have come to: it depends on as many bytes as the longest keyword has, less one.
  std::uint32_t row_behind(std::string_view text) const {
    std::uint32_t row = 0;
    for (const char c : text.substr(text.size() - std::min(text.size(), longest_ - 1))) row = next(row, c);
    return row;
  }

  template <typename OnHit>
  void report(const Stop& stop, OnHit&& on_hit) const {
    for (const std::uint32_t keyword : hits_[(stop.row - first_hit_row_) / classes_])
      on_hit(stop.at + 1 - lengths_[keyword], stop.at + 1, keyword);
  }

  std::array<std::uint8_t, 256> class_of_{};  // 0: a byte of no keyword
  std::uint32_t classes_ = 1;
  std::vector<std::uint32_t> next_;  // [state * classes_ + class] -> state * classes_
  std::uint32_t first_hit_row_ = 0;  // states that end a keyword are numbered last
  std::vector<std::vector<std::uint32_t>> hits_;
  std::vector<std::size_t> lengths_;
  std::size_t longest_ = 1;
  std::size_t least_to_part_ = 0;
};

}  // namespace secrets
