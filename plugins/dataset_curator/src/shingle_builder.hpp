// Collects the runs of tokens of one set.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "hash.hpp"
#include "shingles.hpp"
#include "tokens.hpp"

namespace dataset_curator {

class ShingleBuilder {
 public:
  // Runs of `width` tokens; a statement that has fewer is a run by itself, from `shortest` tokens on: `else {` and `}` are
  // everywhere.
  explicit ShingleBuilder(std::size_t width, std::size_t shortest = 3) : width_(width), shortest_(shortest) {}

  void add(std::uint64_t token) { statement_.push_back(token); }

  void end_statement() {
    if (statement_.size() >= shortest_) {
      const std::size_t width = std::min(width_, statement_.size());
      for (std::size_t i = 0; i + width <= statement_.size(); ++i) {
        set_.push_back(static_cast<std::uint32_t>(hash_of(std::span(statement_).subspan(i, width)) >> 32));
      }
    }
    statement_.clear();
  }

  ShingleSet take() {
    end_statement();
    std::ranges::sort(set_);
    const auto rest = std::ranges::unique(set_);
    set_.erase(rest.begin(), rest.end());
    return std::exchange(set_, {});
  }

 private:
  std::size_t width_, shortest_;
  std::vector<std::uint64_t> statement_;
  ShingleSet set_;
};

// The tokens of any text, as they are.
inline void add_plain(std::string_view text, ShingleBuilder& out) {
  for_each_token(text, [&](std::string_view token, bool is_last) {
    out.add(hash_of(token));
    if (is_last) out.end_statement();
  });
}

}  // namespace dataset_curator
