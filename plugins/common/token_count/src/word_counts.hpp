// Counts the tokens of a text without encoding it: the words that Qwen's tokenizers cut a text into are remembered with
// the number of their tokens, and nearly all words of code were there before.
//
// Only for tokenizers with exactly the pattern of Qwen3.5 and byte-level BPE behind it. Lines with other characters than
// ASCII are encoded, since the pattern asks for their Unicode classes there.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <base/error.hpp>
#include <hf/tokenizer.hpp>

namespace token_count {

// Any number of threads may use one at the same time.
class WordCounts {
 public:
  explicit WordCounts(const hf::Tokenizer& tokenizer) : tokenizer_(tokenizer) {}

  // Does the folder's tokenizer cut words as this class does?
  static bool fits(const std::filesystem::path& model);

  base::Result<std::size_t> count(std::string_view text) const;

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  using Words = std::unordered_map<std::string, std::uint32_t, Hash, std::equal_to<>>;

  class Borrowed;
  class Count;

  const hf::Tokenizer& tokenizer_;
  mutable std::mutex mutex_;
  mutable std::vector<std::unique_ptr<Words>> idle_;  // one for each thread that counts at a time
};

}  // namespace token_count
