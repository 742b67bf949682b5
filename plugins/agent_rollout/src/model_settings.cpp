#include <fmt/format.h>

#include <agent_rollout/model_settings.hpp>

namespace agent_rollout {

rust_tasks::MadeWith made_with(const ModelSettings& settings, std::int64_t max_calls,
                               std::string_view model_digest, std::string_view adapter_digest) {
  constexpr std::size_t shown = 16;
  const std::filesystem::path folder = settings.folder.lexically_normal();
  const std::filesystem::path name =
      folder.has_filename() ? folder.filename() : folder.parent_path().filename();
  return {.model = fmt::format("{} {}", name.string(), model_digest.substr(0, shown)),
          .adapter = std::string(adapter_digest.substr(0, shown)),
          .limits = fmt::format(
              "temperature {}, top_p {}, {}, {}, at most {} tokens a message, {} a conversation and {} calls",
              settings.temperature, settings.top_p, base::name_of(settings.precision),
              settings.thinking ? "thinking" : "no thinking", settings.max_new_tokens, settings.max_context,
              max_calls)};
}

}  // namespace agent_rollout
