#include "keyword_index.hpp"

#include <algorithm>
#include <bit>
#include <limits>
#include <stdexcept>

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

// Replaces absent edges by those of the longest proper suffix. Returns the states breadth first.
std::vector<std::uint32_t> fold_failure_links(Trie& trie) {
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
  return queue;
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

KeywordIndex::KeywordIndex(std::span<const std::string_view> keywords) {
  std::uint32_t classes = 1;
  for (std::string_view keyword : keywords) {
    lengths_.push_back(keyword.size());
    longest_ = std::max(longest_, keyword.size());
    for (char c : keyword) {
      auto& byte_class = class_of_[static_cast<unsigned char>(c)];
      if (byte_class == 0) byte_class = static_cast<std::uint8_t>(classes++);
    }
  }
  for (char c = 'A'; c <= 'Z'; ++c)
    class_of_[static_cast<unsigned char>(c)] = class_of_[static_cast<unsigned char>(lower(c))];

  class_bits_ = static_cast<unsigned>(std::bit_width(classes - 1));
  Trie trie(classes);
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
  std::vector<std::uint32_t> order = fold_failure_links(trie);
  if (order.size() > std::numeric_limits<State>::max()) throw std::length_error("too many keywords");
  const auto hitting =
      std::stable_partition(order.begin(), order.end(), [&](auto s) { return trie.hits[s].empty(); });
  std::vector<State> number_of(order.size());
  for (std::size_t i = 0; i < order.size(); ++i) number_of[order[i]] = static_cast<State>(i);
  first_hit_ = static_cast<std::uint32_t>(hitting - order.begin());
  next_.resize(order.size() << class_bits_);
  for (std::size_t i = 0; i < order.size(); ++i)
    for (std::uint32_t c = 0; c < classes; ++c)
      next_[i << class_bits_ | c] = number_of[trie.edge(order[i], c)];
  for (auto it = hitting; it != order.end(); ++it) hits_.push_back(trie.hits[*it]);
}

// Where reading all of the text would have come to: it depends on as many bytes as the longest keyword has, less one.
KeywordIndex::State KeywordIndex::state_behind(std::string_view text) const {
  State state = 0;
  for (const char c : text.substr(text.size() - std::min(text.size(), longest_ - 1))) state = next(state, c);
  return state;
}

std::vector<KeywordIndex::Stop> KeywordIndex::stops_in(std::string_view text) const {
  const std::size_t size = text.size() < 32 * longest_ ? 0 : text.size() / 4;  // of the four parts
  const auto part = [&](std::size_t number) { return text.data() + number * size; };
  const char *of_a = part(0), *of_b = part(1), *of_c = part(2), *of_d = part(3);
  State a = 0, b = 0, c = 0, d = 0;
  if (size > 0) {
    b = state_behind(text.substr(0, size));
    c = state_behind(text.substr(0, 2 * size));
    d = state_behind(text.substr(0, 3 * size));
  }
  std::array<std::vector<Stop>, 4> stops;
  for (std::size_t i = 0; i < size; ++i) {
    a = next(a, of_a[i]);
    b = next(b, of_b[i]);
    c = next(c, of_c[i]);
    d = next(d, of_d[i]);
    if (std::max({a, b, c, d}) < first_hit_) continue;
    const std::array<State, 4> states{a, b, c, d};
    for (std::size_t lane = 0; lane < states.size(); ++lane)
      if (states[lane] >= first_hit_) stops[lane].push_back({lane * size + i, states[lane]});
  }
  for (std::size_t at = 4 * size; at < text.size(); ++at) {
    d = next(d, text[at]);
    if (d >= first_hit_) stops[3].push_back({at, d});
  }
  for (std::size_t lane = 1; lane < stops.size(); ++lane)
    stops[0].insert(stops[0].end(), stops[lane].begin(), stops[lane].end());
  return std::move(stops[0]);
}

}  // namespace secrets
