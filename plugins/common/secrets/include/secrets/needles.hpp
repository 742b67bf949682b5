// Finds every place of many texts in one pass: a sorted list that is searched where a filter over the first bytes
// lets a place through. A place costs the logarithm of their number at most, however alike they begin.
#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace secrets {

struct Needle {
  std::string text;        // four bytes at least
  std::size_t secret = 0;  // of the caller's, as is `reach`
  int reach = 0;
};

class Needles {
 public:
  // Of two needles of the same text the first counts.
  void add(Needle needle);

  bool empty() const { return all_.empty() && added_.empty(); }

  // Calls use(begin, needle) for each place, in the order of the begins, longest first.
  template <typename Use>
  void find(std::string_view text, Use&& use) {
    merge_added();
    for (std::size_t begin = 0; !all_.empty() && begin + lead <= text.size(); ++begin) {
      if (!filter_.test(hash_of(text.data() + begin))) continue;
      for (std::size_t i = longest_at(text.substr(begin)); i != none; i = shorter_[i]) use(begin, all_[i]);
    }
  }

 private:
  static constexpr std::size_t lead = 4;
  static constexpr std::size_t none = ~std::size_t{0};
  static std::size_t hash_of(const char* bytes);

  void merge_added();
  // The longest needle that `text` begins with.
  std::size_t longest_at(std::string_view text) const;

  std::vector<Needle> all_;           // sorted by text
  std::vector<std::size_t> shorter_;  // of each: the longest other one that it begins with
  std::vector<Needle> added_;         // since the last search
  std::bitset<1U << 16U> filter_;     // over the first four bytes
};

}  // namespace secrets
