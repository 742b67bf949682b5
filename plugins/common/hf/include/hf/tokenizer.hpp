// A model's tokenizer, from the folder of a Hugging Face checkpoint (`tokenizer.json`, byte-level BPE).
//
// Ids, decodings and refusals are those of transformers. A Tokenizer is immutable; any number of threads may
// use one at the same time. A StreamDecoder belongs to one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <base/error.hpp>

struct rust_bridge_tokenizer;

namespace hf {

using TokenId = std::int32_t;  // never negative in what the tokenizer gives

// What becomes of `<|im_end|>` and its like where they stand in a text: the one token, as in a rendered chat,
// or plain text, as is right for a text that an untrusted author wrote.
enum class AddedTokens { cut_out, as_text };

// Whether tokens that are marked special (`<|im_end|>`; not `<think>`, not `<tool_call>`) appear in decoded
// text.
enum class SpecialTokens { keep, skip };

struct Encoded {
  std::vector<TokenId> ids;
  // Per token: the byte offset in the text where it ends; never decreasing. Where the normaliser (NFC) joined
  // several characters into one, the end of the first of them.
  std::vector<std::uint32_t> ends;
};

class Tokenizer {
 public:
  // Reads tokenizer.json, and added tokens that only tokenizer_config.json declares (some checkpoints do
  // that).
  static base::Result<Tokenizer> open(const std::filesystem::path& folder);

  // The text must be UTF-8 of less than 4 GiB, with at most 500,000 blanks in a row.
  base::Result<std::vector<TokenId>> encode(std::string_view text,
                                            AddedTokens added = AddedTokens::cut_out) const;
  base::Result<Encoded> encode_with_ends(std::string_view text,
                                         AddedTokens added = AddedTokens::cut_out) const;

  // Always UTF-8: bytes that form no character become U+FFFD. Unknown ids give nothing, as in transformers.
  std::string decode(std::span<const TokenId> ids, SpecialTokens special = SpecialTokens::keep) const;

  std::optional<TokenId> id_of(std::string_view token) const;

  // One more than the highest id; a model's embedding may have more rows.
  std::size_t size() const;

  // The bytes that one token stands for, possibly a part of a character; empty for an unknown id.
  std::string_view bytes_of(TokenId id, SpecialTokens special = SpecialTokens::keep) const;

 private:
  struct Free {
    void operator()(rust_bridge_tokenizer* tokenizer) const noexcept;
  };
  using Handle = std::unique_ptr<rust_bridge_tokenizer, Free>;

  explicit Tokenizer(Handle handle) : handle_(std::move(handle)) {}

  Handle handle_;
};

// Decodes tokens as they are generated. All that it returned, joined, is what Tokenizer::decode gives for all
// ids.
class StreamDecoder {
 public:
  // The tokenizer must outlive the decoder.
  explicit StreamDecoder(const Tokenizer& tokenizer, SpecialTokens special = SpecialTokens::keep)
      : tokenizer_(&tokenizer), special_(special) {}

  // The text that is certain now: whole characters only, often empty in the middle of one.
  std::string push(TokenId id);

  // What remains after the last token: U+FFFD for an unfinished character. The decoder starts anew.
  std::string finish();

 private:
  const Tokenizer* tokenizer_;
  SpecialTokens special_;
  std::string pending_;
};

}  // namespace hf
