#include "keyword_index.hpp"

#include <algorithm>
#include <bit>
#include <limits>
#include <stdexcept>
#include <utility>

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

// Each part but the first begins as many bytes early as its state depends on.
template <std::size_t Parts>
std::vector<KeywordIndex::Stop> KeywordIndex::stops_of_parts(std::string_view text) const {
  const std::size_t size = text.size() / Parts, early = longest_ - 1;
  std::array<State, Parts> states{};
  std::array<std::vector<Stop>, Parts> stops;
  // Written out, so that the states stay in registers.
  const auto arrive = [&]<std::size_t... Part>(std::size_t i, std::index_sequence<Part...>) {
    ((states[Part + 1] = next(states[Part + 1], text[(Part + 1) * size - early + i])), ...);
  };
  const auto step = [&]<std::size_t... Part>(std::size_t i, std::index_sequence<Part...>) {
    ((states[Part] = next(states[Part], text[Part * size + i])), ...);
    return std::max({states[Part]...});
  };
  for (std::size_t i = 0; i < early; ++i) arrive(i, std::make_index_sequence<Parts - 1>());
  for (std::size_t i = 0; i < size; ++i) {
    if (step(i, std::make_index_sequence<Parts>()) < first_hit_) continue;
    const std::array<State, Parts> seen = states;
    for (std::size_t part = 0; part < Parts; ++part)
      if (seen[part] >= first_hit_) stops[part].push_back({part * size + i, seen[part]});
  }
  for (std::size_t at = Parts * size; at < text.size(); ++at) {
    states.back() = next(states.back(), text[at]);
    if (states.back() >= first_hit_) stops.back().push_back({at, states.back()});
  }
  for (std::size_t part = 1; part < Parts; ++part)
    stops[0].insert(stops[0].end(), stops[part].begin(), stops[part].end());
  return std::move(stops[0]);
}

std::vector<KeywordIndex::Stop> KeywordIndex::stops_in(std::string_view text) const {
  if (text.size() / 8 >= longest_) return stops_of_parts<8>(text);
  if (text.size() / 4 >= longest_) return stops_of_parts<4>(text);
  return stops_of_parts<1>(text);
}

}  // namespace secrets
