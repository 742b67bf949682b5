#include <algorithm>
#include <utility>

#include <agent_rollout/model_agent.hpp>
#include <agent_rollout/seeds.hpp>
#include <hf/assistant_text.hpp>

namespace agent_rollout {
namespace {

using Clock = std::chrono::steady_clock;

// Why the message is cut; none if it is whole. `room` tokens of the context were left for it.
std::optional<rust_tasks::Ended> cut(const qwen35::Generated& generated, std::int64_t room,
                                     std::int64_t max_new_tokens) {
  if (generated.ended != qwen35::Ended::length) return std::nullopt;
  return room < max_new_tokens ? rust_tasks::Ended::context_limit : rust_tasks::Ended::token_limit;
}

std::vector<hf::TokenId> without_stop_id(const qwen35::Generated& generated) {
  const bool stopped = generated.ended == qwen35::Ended::stop_id;
  std::vector<hf::TokenId> ids;
  for (const std::int64_t id : generated.tokens) ids.push_back(static_cast<hf::TokenId>(id));
  if (stopped) ids.pop_back();
  return ids;
}

}  // namespace

base::Result<std::string> ModelAgent::prompt(std::span<const chat::Message> conversation) const {
  return files_->chat_template.render(
      conversation, files_->tools,
      {.add_generation_prompt = true, .enable_thinking = files_->settings.thinking});
}

base::Result<Turn> ModelAgent::next(std::span<const chat::Message> conversation, const Patience& patience) {
  const auto text = prompt(conversation);
  if (!text) return std::unexpected(text.error());
  return answer(*text, patience);
}

base::Result<Turn> ModelAgent::answer(const std::string& prompt, const Patience& patience) {
  const ModelSettings& settings = files_->settings;
  const auto encoded = files_->tokenizer.encode(prompt);
  if (!encoded) return std::unexpected(encoded.error());
  const std::vector<std::int64_t> ids(encoded->begin(), encoded->end());
  const std::int64_t room = settings.max_context - static_cast<std::int64_t>(ids.size());
  if (room <= 0) return Turn{.ended = rust_tasks::Ended::context_limit};

  qwen35::GenerationSettings generation{.max_new_tokens = std::min(settings.max_new_tokens, room),
                                        .stop_ids = files_->stop_ids,
                                        .sampling = {.temperature = settings.temperature,
                                                     .top_p = settings.top_p,
                                                     .seed = derived_seed(seed_, messages_++)},
                                        .cancelled = [&patience] {
                                          return patience.stop.stop_requested() ||
                                                 Clock::now() >= patience.deadline;
                                        }};
  const auto answered = seat_->next(ids, std::move(generation));
  if (!answered) return std::unexpected(answered.error());
  const qwen35::Generated& generated = *answered;
  if (generated.ended == qwen35::Ended::cancelled || patience.stop.stop_requested())
    return base::failure("the rollout was stopped");

  const std::string said = files_->tokenizer.decode(without_stop_id(generated));
  hf::ParsedAssistant parsed =
      hf::parse_assistant(said, {.thinking_is_open = prompt.ends_with("<think>\n"), .tools = files_->tools});
  Turn turn{.message = std::move(parsed.message), .ended = cut(generated, room, settings.max_new_tokens)};
  // A message that is cut cannot be well-formed, and `ended` says so.
  if (!turn.ended && !parsed.format_error.empty()) turn.format_error = parsed.format_error + "\n" + said;
  return turn;
}

}  // namespace agent_rollout
