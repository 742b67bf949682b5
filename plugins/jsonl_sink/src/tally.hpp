// What is counted while lines pass, in an order that does not depend on theirs.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <tuple>

#include <jsonl_sink/dataset_writer.hpp>

namespace jsonl_sink {

struct Amount {
  std::uint64_t examples = 0;
  std::uint64_t verified = 0;
  std::int64_t tokens = 0;    // of those that have a count
  std::uint64_t counted = 0;  // examples with a count of tokens

  void add(const Amount& other);
};

using Amounts = std::map<std::string_view, Amount>;  // by name

class Tally {
 public:
  void add(const LineFacts& facts);

  Amount total() const;
  Amounts by_split() const {
    return by([](const Key& key) { return std::get<0>(key); });
  }
  Amounts by_origin() const {
    return by([](const Key& key) { return std::get<1>(key); });
  }
  Amounts by_category() const {
    return by([](const Key& key) { return std::get<2>(key); });
  }
  // By repository, then licence ("" where none is known).
  const std::map<std::string, std::map<std::string, std::uint64_t>>& repositories() const {
    return repositories_;
  }
  const std::map<std::string, std::uint64_t>& licences() const { return licences_; }
  std::uint64_t without_licence() const { return without_licence_; }

  // Names of split, origin and category, in whose order the counts are told.
  using Key = std::tuple<std::string_view, std::string_view, std::string_view>;
  const std::map<Key, Amount>& cells() const { return cells_; }

 private:
  template <typename Name>
  Amounts by(Name name) const {
    Amounts amounts;
    for (const auto& [key, amount] : cells_) amounts[name(key)].add(amount);
    return amounts;
  }

  std::map<Key, Amount> cells_;
  std::map<std::string, std::map<std::string, std::uint64_t>> repositories_;
  std::map<std::string, std::uint64_t> licences_;
  std::uint64_t without_licence_ = 0;
};

}  // namespace jsonl_sink
