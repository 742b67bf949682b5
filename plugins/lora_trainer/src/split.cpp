#include <fstream>
#include <utility>

#include <fmt/format.h>

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

base::Result<Split> read_split(const std::filesystem::path& file, const Encoder& encoder,
                               std::size_t max_tokens, const ParseExample& parse) {
  const std::string name = file.filename().string();
  Split split;
  std::ifstream lines(file, std::ios::binary);
  if (!lines) {
    return base::failure("the data set has no " + name, "it may be packed or in parts",
                         "train on what jsonl_sink writes without compression and part_bytes");
  }
  std::string line;
  for (std::size_t number = 1; std::getline(lines, line); ++number) {
    const auto example = parse(line);
    base::Result<void> added;
    if (example)
      added = add_example(split, *example, encoder, max_tokens);
    else
      added = std::unexpected(example.error());
    if (!split.misrendered.empty()) {
      return base::failure("the chat template of the model cannot be learnt from",
                           fmt::format("{}, line {}, {}", name, number, split.misrendered),
                           "use the chat_template.jinja that the model came with, or another that writes "
                           "calls and answers, and of thinking "
                           "only where there is some");
    }
    if (added) continue;
    ++split.examples;
    split.rejected.push_back({fmt::format("{}, line {}", name, number), std::move(added.error())});
  }
  if (lines.bad())
    return std::unexpected(
        base::Error{.problem = "cannot read " + name + " to its end", .is_transient = true});
  return split;
}

std::string cut_note(std::string_view name, const Split& split) {
  if (split.cut == 0 && split.left_out.empty() && split.rejected.empty()) return {};
  const std::string rejected =
      split.rejected.empty() ? "" : fmt::format(", {} rejected", split.rejected.size());
  return fmt::format(
      "{}: of {} examples {} are cut to max_seq and {} left out{} (the model card says why): {} of {} loss "
      "tokens remain",
      name, split.examples, split.cut, split.left_out.size(), rejected, split.loss_tokens(),
      split.whole_loss_tokens);
}

base::Result<void> add_example(Split& split, const chat::Example& example, const Encoder& encoder,
                               std::size_t max_tokens) {
  auto encoded = encoder.encode(example, max_tokens);
  if (!encoded) {
    base::Error error = std::move(encoded.error());
    error.problem.insert(0, "example " + example.metadata.id + ": ");
    return std::unexpected(std::move(error));
  }
  if (!encoded->misrendered.empty())
    split.misrendered = fmt::format("example {}: {}", example.metadata.id, encoded->misrendered);
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
