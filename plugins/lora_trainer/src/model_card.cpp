#include <fmt/format.h>

#include <base/json_text.hpp>
#include <lora_trainer/model_card.hpp>

#include "serving.hpp"

namespace lora_trainer {
namespace {

std::string split_row(std::string_view name, const Split& split, const std::string& digest) {
  return fmt::format("| {} | {} | {} | {} | {} | {} | {} of {} | `{}` |\n", name, split.examples,
                     split.sequences.size(), split.cut, split.left_out.size(), split.tokens(),
                     split.loss_tokens(), split.whole_loss_tokens, digest.substr(0, 16));
}

// Which of the steps is published, and why.
std::string course_of(const Trained& trained, std::int64_t steps) {
  std::string text = fmt::format("{} steps.", steps);
  if (trained.is_cut_short) text += " The training ended early, since the validation loss no longer fell.";
  if (trained.published != steps)
    text += fmt::format(" This is the adapter after step {}, which had the lowest validation loss.",
                        trained.published);
  return text;
}

std::string results(const Trained& trained, const std::optional<Baselines>& baselines, std::int64_t steps) {
  if (!trained.loss_before || !trained.loss_after)
    return course_of(trained, steps) +
           " There was no validation split: nothing is known of how well it generalises.\n";
  std::string text = fmt::format(
      "{} Mean cross entropy of the loss tokens of the validation split, in nats:\n\n"
      "| | loss |\n|---|--:|\n| base model | {:.4f} |\n| with this adapter | {:.4f} |\n",
      course_of(trained, steps), *trained.loss_before, *trained.loss_after);
  if (baselines)
    text += fmt::format(
        "| no model: frequencies of pairs of tokens | {:.4f} |\n| no model: frequencies of tokens | {:.4f} "
        "|\n"
        "| no model: every token as likely | {:.4f} |\n",
        baselines->bigram, baselines->unigram, baselines->uniform);
  if (baselines && *trained.loss_after >= baselines->bigram)
    text +=
        "\nA table of pairs of tokens, counted in the training split, is no worse: all that was learnt is "
        "what such "
        "a table knows, or less.\n";
  return text + "\nA lower loss is no proof of better code: see the scorecard for that.\n";
}

// PEFT finds keys by the class of the base model and says nothing loud where it finds none.
std::string loading(qwen35::ModelClass keys) {
  const bool is_causal = keys == qwen35::ModelClass::causal_lm;
  return fmt::format(
      R"(
```python
from transformers import {0}
from peft import PeftModel

base = {0}.from_pretrained(BASE, dtype="bfloat16")
model = PeftModel.from_pretrained(base, ADAPTER_FOLDER)
```

The keys are those of `{1}`. With `{2}` PEFT warns of missing keys and **the adapter has no effect**: {3}

Render chats with the base model's own template and `enable_thinking=False`, unless the data held reasoning: the
adapter has learnt to answer after an empty think block.
)",
      is_causal ? "AutoModelForCausalLM" : "AutoModelForImageTextToText",
      is_causal ? "Qwen3_5ForCausalLM" : "Qwen3_5ForConditionalGeneration",
      is_causal ? "AutoModelForImageTextToText" : "AutoModelForCausalLM",
      is_causal ? "for that class train with `keys: conditional_generation`, which vLLM needs, too, if the "
                  "base model is of it."
                : "there, use transformers' own `model.load_adapter(ADAPTER_FOLDER)`.");
}

}  // namespace

std::string model_card(const Facts& facts) {
  std::string card = fmt::format(
      "---\nbase_model: {}\nlibrary_name: peft\npipeline_tag: text-generation\ntags:\n- lora\n- code\n- "
      "rust\n"
      "- tool-use\n---\n\n# LoRA adapter for {}\n\nTrained on chats of a coding agent with tools.\n",
      base::json_string(facts.settings.base_model), facts.settings.base_model);
  card += "\n## Results\n\n" + results(facts.trained, facts.baselines, facts.steps);
  card += "\n## Loading\n";
  card += loading(facts.keys);
  if (facts.settings.merge)
    card +=
        "\nThe folder `merged` holds the base model with this adapter in its weights, for programs that load "
        "none.\n";
  card += "\n## Serving\n" + serving(facts.settings, facts.keys);
  card +=
      "\n## Data\n\n| split | examples | used | cut to max_seq | left out | tokens | loss tokens | "
      "digest |\n|---|--:|--:|--:|--:|--:|--:|---|\n";
  card += split_row("train", facts.train, facts.train_digest) +
          split_row("valid", facts.valid, facts.valid_digest);
  for (const Split* split : {&facts.train, &facts.valid}) {
    for (const LeftOut& one : split->left_out)
      card += fmt::format("\n- left out: `{}` ({})", one.id, one.reason);
    for (const Rejected& one : split->rejected)
      card += fmt::format("\n- rejected: {} ({})", one.place, one.error.text());
  }
  if (card.back() != '\n') card += '\n';
  card +=
      "\nLoss tokens are the assistant's content, tool calls and end marks; prompts, tool results and "
      "messages with weight 0 "
      "are context.\n";
  card += fmt::format(
      "\n## Settings\n\n{} trainable parameters. AdamW (0.9, 0.999, 1e-8); every step is normalised by its "
      "loss tokens. "
      "`training.jsonl` holds loss, gradient norm and learning rate of each step.\n\n```json\n{}\n```\n",
      facts.parameters, facts.settings_json);
  return card;
}

}  // namespace lora_trainer
