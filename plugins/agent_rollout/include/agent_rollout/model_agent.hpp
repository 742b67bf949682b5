// A Qwen3.5 model that solves tasks in this process.
//
//   conversation + tool schemas ─ template ─► prompt ─ tokenizer ─► ids ─► Dialogue ─► ids ─► text ─► Turn
//
// The prompt is the text that training examples of the same conversation have at this place. Tool results are
// put in as they are: a mark such as <|im_end|> in one becomes that token, as in transformers and in
// training.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <agent_rollout/model_settings.hpp>
#include <base/error.hpp>
#include <hf/chat_template.hpp>
#include <hf/tokenizer.hpp>
#include <qwen35/dialogue.hpp>

namespace agent_rollout {

// What all rollouts share. Never changed once it is open: any number of threads.
struct LoadedModel {
  hf::Tokenizer tokenizer;
  hf::ChatTemplate chat_template;
  qwen35::Model model;
  std::optional<qwen35::Adapter> adapter;
  std::vector<std::int64_t> stop_ids;  // <|im_end|> and the eos ids of generation_config.json
  std::vector<std::string> tools;      // JSON object texts
  ModelSettings settings;

  static base::Result<LoadedModel> open(const ModelSettings& settings);
};

class ModelAgent : public Agent {
 public:
  // The model must outlive it. Message n draws from its own stream, made of the seed and n.
  ModelAgent(const LoadedModel& model, std::uint64_t seed)
      : model_(&model), seed_(seed), dialogue_(model.model, model.adapter ? &*model.adapter : nullptr) {}

  // Sets torch's number of threads for the calling thread. `ended` is token_limit (max_new_tokens) or
  // context_limit (max_context) where a message is cut; it holds what was written so far.
  base::Result<Turn> next(std::span<const chat::Message> conversation, const Patience& patience) override;

  // What the model is given for the conversation.
  base::Result<std::string> prompt(std::span<const chat::Message> conversation) const;

  const qwen35::Dialogue& dialogue() const { return dialogue_; }

 private:
  base::Result<Turn> answer(const std::string& prompt, const Patience& patience);

  const LoadedModel* model_;
  std::uint64_t seed_;
  std::uint64_t messages_ = 0;
  qwen35::Dialogue dialogue_;
};

}  // namespace agent_rollout
