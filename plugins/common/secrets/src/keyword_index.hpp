// Finds every place of many keywords in one pass over the text, ASCII case ignored (Aho-Corasick 1975, with
// the failure links folded into a full transition table over classes of bytes).
//
// Each step waits for the row that the one before it loads, so that a long text is read at several places by turns.
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
  // Keywords: lower-case ASCII, not empty, of fewer than 65,536 bytes together. Their position in the list is their number.
  explicit KeywordIndex(std::span<const std::string_view> keywords);

  // Calls on_hit(begin, end, keyword number) for each place, ordered by end.
  template <typename OnHit>
  void scan(std::string_view text, OnHit&& on_hit) const {
    for (const Stop& stop : stops_in(text))
      for (const std::uint32_t keyword : hits_[stop.state - first_hit_])
        on_hit(stop.at + 1 - lengths_[keyword], stop.at + 1, keyword);
  }

 private:
  using State = std::uint16_t;

  // Keywords end at a byte.
  struct Stop {
    std::size_t at = 0;
    State state = 0;
  };

  std::vector<Stop> stops_in(std::string_view text) const;
  template <std::size_t Parts>
  std::vector<Stop> stops_of_parts(std::string_view text) const;

  State next(State state, char c) const {
    return next_[std::size_t{state} << class_bits_ | class_of_[static_cast<unsigned char>(c)]];
  }

  std::array<std::uint8_t, 256> class_of_{};  // 0: a byte of no keyword
  unsigned class_bits_ = 0;
  std::vector<State>
      next_;  // [state << class_bits_ | class]; near the root first, which is where most steps lead
  std::uint32_t first_hit_ = 0;  // states that end a keyword are numbered last
  std::vector<std::vector<std::uint32_t>> hits_;
  std::vector<std::size_t> lengths_;
  std::size_t longest_ = 1;
};

}  // namespace secrets
