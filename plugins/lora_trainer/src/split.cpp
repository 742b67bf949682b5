#include <utility>

#include <lora_trainer/split.hpp>

namespace lora_trainer {

std::int64_t Split::tokens() const {
  std::int64_t sum = 0;
  for (const Sequence& sequence : sequences) sum += static_cast<std::int64_t>(sequence.tokens.size());
  return sum;
}

std::int64_t Split::loss_tokens() const {
  std::int64_t sum = 0;
  for (const Sequence& sequence : sequences) sum += sequence.loss_tokens();
  return sum;
}

base::Result<void> add_example(Split& split, const chat::Example& example, const Encoder& encoder,
                               std::size_t max_tokens) {
  auto encoded = encoder.encode(example, max_tokens);
  if (!encoded) return base::failure("example " + example.metadata.id + ": " + encoded.error());
  ++split.examples;
  split.whole_loss_tokens += encoded->whole_loss_tokens;
  if (!encoded->sequence) {
    split.left_out.push_back({example.metadata.id, std::move(encoded->left_out)});
    return {};
  }
  split.cut += encoded->messages_cut > 0;
  split.sequences.push_back(std::move(*encoded->sequence));
  return {};
}

}  // namespace lora_trainer
