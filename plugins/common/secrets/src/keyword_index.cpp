#include "keyword_index.hpp"

#include <algorithm>
#include <numeric>

namespace secrets {
namespace {

constexpr std::uint32_t none = ~0U;

// The automaton before its states are renumbered for scanning.
struct Trie {
  explicit Trie(std::uint32_t classes) : classes(classes) { add_state(); }

  std::uint32_t add_state() {
    next.insert(next.end(), classes, none);
    hits.emplace_back();
    return static_cast<std::uint32_t>(hits.size() - 1);
  }
  std::uint32_t& edge(std::uint32_t state, std::uint32_t byte_class) {
    return next[std::size_t{state} * classes + byte_class];
  }

  std::uint32_t classes;
  std::vector<std::uint32_t> next;
  std::vector<std::vector<std::uint32_t>> hits;
};

// Replaces absent edges by those of the longest proper suffix, breadth first.
void fold_failure_links(Trie& trie) {
  std::vector<std::uint32_t> failure(trie.hits.size(), 0);
  std::vector<std::uint32_t> queue{0};
  for (std::size_t at = 0; at < queue.size(); ++at) {
    const std::uint32_t state = queue[at];
    for (std::uint32_t c = 0; c < trie.classes; ++c) {
      const std::uint32_t fallback = state == 0 ? 0 : trie.edge(failure[state], c);
      std::uint32_t& target = trie.edge(state, c);
      if (target == none) {
        target = fallback;
        continue;
      }
      failure[target] = fallback;
      const auto& shorter = trie.hits[fallback];
      trie.hits[target].insert(trie.hits[target].end(), shorter.begin(), shorter.end());
      queue.push_back(target);
    }
  }
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

KeywordIndex::KeywordIndex(std::span<const std::string_view> keywords) {
  for (std::string_view keyword : keywords) {
    lengths_.push_back(keyword.size());
    longest_ = std::max(longest_, keyword.size());
    for (char c : keyword) {
      auto& byte_class = class_of_[static_cast<unsigned char>(c)];
      if (byte_class == 0) byte_class = static_cast<std::uint8_t>(classes_++);
    }
  }
  for (char c = 'A'; c <= 'Z'; ++c)
    class_of_[static_cast<unsigned char>(c)] = class_of_[static_cast<unsigned char>(lower(c))];

  least_to_part_ = 8 * lanes * longest_;

  Trie trie(classes_);
  for (std::uint32_t number = 0; number < keywords.size(); ++number) {
    std::uint32_t state = 0;
    for (char c : keywords[number]) {
      const std::uint32_t byte_class = class_of_[static_cast<unsigned char>(c)];
      if (trie.edge(state, byte_class) == none) {
        const std::uint32_t added = trie.add_state();
        trie.edge(state, byte_class) = added;
      }
      state = trie.edge(state, byte_class);
    }
    trie.hits[state].push_back(number);
  }
  fold_failure_links(trie);

  std::vector<std::uint32_t> order(trie.hits.size());
  std::iota(order.begin(), order.end(), 0U);
  const auto hitting =
      std::stable_partition(order.begin(), order.end(), [&](auto s) { return trie.hits[s].empty(); });
  std::vector<std::uint32_t> row_of(order.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) row_of[order[i]] = i * classes_;
  first_hit_row_ = static_cast<std::uint32_t>(hitting - order.begin()) * classes_;
  next_.reserve(trie.next.size());
  for (std::uint32_t state : order) {
    for (std::uint32_t c = 0; c < classes_; ++c) next_.push_back(row_of[trie.edge(state, c)]);
  }
  for (auto it = hitting; it != order.end(); ++it) hits_.push_back(trie.hits[*it]);
}

}  // namespace secrets
