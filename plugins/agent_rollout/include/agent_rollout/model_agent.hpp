// A Qwen3.5 model that solves tasks in this process.
//
//   conversation + tool schemas ─ template ─► prompt ─ tokenizer ─► ids ─► BatchServer ─► ids ─► text ─► Turn
//
// The prompt is the text that training examples of the same conversation have at this place. Tool results are
// put in as they are: a mark such as <|im_end|> in one becomes that token, as in transformers and in
// training.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>

#include <agent_rollout/loaded_model.hpp>
#include <base/error.hpp>

namespace agent_rollout {

class ModelAgent : public Agent {
 public:
  // The seat is one of the model's; the files must outlive it. Message n draws from its own stream, made of the seed
  // and n.
  ModelAgent(const ModelFiles& files, std::shared_ptr<LoadedModel> model,
             std::unique_ptr<BatchServer::Seat> seat, std::uint64_t seed)
      : files_(&files), model_(std::move(model)), seat_(std::move(seat)), seed_(seed) {}

  // `ended` is token_limit (max_new_tokens) or context_limit (max_context) where a message is cut; it holds
  // what was written so far.
  base::Result<Turn> next(std::span<const chat::Message> conversation, const Patience& patience) override;

  // What the model is given for the conversation.
  base::Result<std::string> prompt(std::span<const chat::Message> conversation) const;

  const qwen35::Dialogue& dialogue() const { return seat_->dialogue(); }

 private:
  base::Result<Turn> answer(const std::string& prompt, const Patience& patience);

  const ModelFiles* files_;
  std::shared_ptr<LoadedModel> model_;
  std::unique_ptr<BatchServer::Seat> seat_;
  std::uint64_t seed_;
  std::uint64_t messages_ = 0;
};

}  // namespace agent_rollout
