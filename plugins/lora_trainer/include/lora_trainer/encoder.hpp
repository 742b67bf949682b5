// Examples into sequences: the model's own chat template, its tokenizer, and the places that carry loss.
//
// An example that is too long is cut at a message: what remains is the longest beginning that ends with an
// assistant's message and fits. Turns stay whole, since half a tool call teaches to stop in the middle. Left
// out is an example of which nothing learnt remains, or of whose learnt calls only those remain that look and
// none that acts: it would teach to read and never to edit. Left out is also one that holds a mark of the
// template inside a learnt text, where the model would learn to end its turn.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <base/error.hpp>
#include <chat/example.hpp>
#include <lora_trainer/sequence.hpp>

namespace lora_trainer {

struct Encoded {
  std::optional<Sequence> sequence;
  std::string left_out;     // why there is none, a short phrase
  std::string misrendered;  // what the chat template writes wrongly (hf/rendering_check.hpp); "" for nothing
  std::size_t messages_cut = 0;  // at the end
  std::size_t whole_tokens = 0;  // before the cut
  std::int64_t whole_loss_tokens = 0;
};

struct Beginning {
  std::size_t messages = 0;
  hf::LearntTokens learnt;
};

// Immutable; any number of threads may use one at the same time.
class Encoder {
 public:
  // `model` is a folder of a Hugging Face checkpoint.
  static base::Result<Encoder> open(const std::filesystem::path& model);

  // One more than the highest id.
  std::size_t vocabulary() const { return tokenizer_.size(); }

  // The error is about an example that the template refuses.
  base::Result<Encoded> encode(const chat::Example& example, std::size_t max_tokens) const;

 private:
  Encoder(hf::Tokenizer tokenizer, hf::ChatTemplate chat_template);

  base::Result<hf::LearntTokens> tokens(const chat::Example& example) const;
  bool holds_mark_inside(const hf::LearntTokens& learnt) const;
  base::Result<std::optional<Beginning>> longest_beginning(const chat::Example& example,
                                                           std::size_t max_tokens) const;

  hf::Tokenizer tokenizer_;
  hf::ChatTemplate template_;
  std::vector<hf::TokenId> marks_;  // that begin and end turns and texts
};

}  // namespace lora_trainer
