// The sequences of one split of a data set, and what became of its examples.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <base/error.hpp>
#include <lora_trainer/encoder.hpp>
#include <lora_trainer/sequence.hpp>

namespace lora_trainer {

struct LeftOut {
  std::string id;
  std::string reason;
};

struct Split {
  std::vector<Sequence> sequences;
  std::size_t examples = 0;
  std::size_t cut = 0;  // of the sequences: shortened to max_seq
  std::vector<LeftOut> left_out;
  std::int64_t whole_loss_tokens = 0;  // of all examples, before anything was cut or left out

  std::int64_t tokens() const;  // of the sequences
  std::int64_t loss_tokens() const;
};

// The error names the example that the chat template refuses.
base::Result<void> add_example(Split& split, const chat::Example& example, const Encoder& encoder,
                               std::size_t max_tokens);

}  // namespace lora_trainer
