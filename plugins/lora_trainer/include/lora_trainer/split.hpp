// The sequences of one split of a data set, and what became of its examples.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <base/error.hpp>
#include <lora_trainer/encoder.hpp>
#include <lora_trainer/sequence.hpp>

namespace lora_trainer {

struct LeftOut {
  std::string id;
  std::string reason;
};

// A line that is no example, or an example that the chat template or the tokenizer refuses.
struct Rejected {
  std::string place;  // "train.jsonl, line 17"
  base::Error error;
};

struct Split {
  std::vector<Sequence> sequences;
  std::size_t examples = 0;  // lines of the file
  std::size_t cut = 0;       // of the sequences: shortened to max_seq
  std::vector<LeftOut> left_out;
  std::vector<Rejected> rejected;
  std::string misrendered;  // the first that the chat template writes wrongly of an example; "" for nothing
  std::int64_t whole_loss_tokens = 0;  // of all examples, before anything was cut or left out

  std::int64_t tokens() const;  // of the sequences
  std::int64_t loss_tokens() const;
};

// Reads one example of its JSON text.
using ParseExample = std::function<base::Result<chat::Example>(std::string_view)>;

// The examples of a file, one a line. Errors: there is no such file, it cannot be read to its end (transient), or the chat
// template leaves out what an example says: then nothing that it renders can be learnt from.
base::Result<Split> read_split(const std::filesystem::path& file, const Encoder& encoder,
                               std::size_t max_tokens, const ParseExample& parse);

// One sentence on what was cut, left out and rejected of the split `name`; "" if nothing was.
std::string cut_note(std::string_view name, const Split& split);

// The error names the example that the chat template refuses.
base::Result<void> add_example(Split& split, const chat::Example& example, const Encoder& encoder,
                               std::size_t max_tokens);

}  // namespace lora_trainer
