#include <fmt/format.h>

#include <agent_rollout/model_settings.hpp>

namespace agent_rollout {

std::string made_with(const ModelSettings& settings, std::string_view model_digest,
                      std::string_view adapter_digest) {
  constexpr std::size_t shown = 16;
  const std::string adapter =
      adapter_digest.empty() ? "no adapter" : fmt::format("adapter {}", adapter_digest.substr(0, shown));
  return fmt::format(
      "model {}, {}, temperature {}, top_p {}, at most {} tokens a message and {} a conversation, {}{}",
      model_digest.substr(0, shown), adapter, settings.temperature, settings.top_p, settings.max_new_tokens,
      settings.max_context, base::name_of(settings.precision), settings.thinking ? ", thinking" : "");
}

}  // namespace agent_rollout
