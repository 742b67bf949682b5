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
// Nothing where there is none of that name.
Amount amount_of(const Amounts& amounts, std::string_view name);

// How many examples have so many tokens.
class Lengths {
 public:
  void add(std::int64_t tokens, std::uint64_t examples = 1) {
    examples_[tokens] += examples;
    count_ += examples;
  }
  std::uint64_t count() const { return count_; }
  const std::map<std::int64_t, std::uint64_t>& examples() const { return examples_; }
  // The least number of tokens that no more than a `share` of the examples exceeds: 0.5 gives the median. Not of none.
  std::int64_t quantile(double share) const;
  double mean() const;  // not of none

 private:
  std::map<std::int64_t, std::uint64_t> examples_;
  std::uint64_t count_ = 0;
};

// What was run to prove examples, and what of their sessions is known.
struct Proofs {
  using ByOrigin = std::map<chat::Origin, std::uint64_t>;

  std::map<std::string, ByOrigin> passed;           // examples by command that exited with 0
  std::map<std::string, std::uint64_t> left_out;    // examples by "command: why"
  std::map<std::string, std::uint64_t> toolchains;  // verified examples by the first line, rustc's
  std::map<chat::Outcome, std::uint64_t> outcomes;  // turns of sessions
};

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
  // Of examples whose tokens are known.
  Lengths lengths() const;
  const std::map<chat::Origin, Lengths>& lengths_by_origin() const { return lengths_by_origin_; }
  const Proofs& proofs() const { return proofs_; }

  // Names of split, origin and category, in whose order the counts are told.
  using Key = std::tuple<std::string_view, std::string_view, std::string_view>;
  const std::map<Key, Amount>& cells() const { return cells_; }

 private:
  void add_proof(const LineFacts& facts);
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
  std::map<chat::Origin, Lengths> lengths_by_origin_;
  Proofs proofs_;
};

}  // namespace jsonl_sink
