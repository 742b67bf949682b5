// In place of model_agent, where there is no libtorch.
#include <agent_rollout/model_settings.hpp>

namespace agent_rollout {

std::expected<std::unique_ptr<const Agents>, ModelError> open_model(const ModelSettings&) {
  return std::unexpected(ModelError{"no model can be run", "this flowrun was built without libtorch",
                                    "run scripts/bootstrap, which installs it, and build again"});
}

}  // namespace agent_rollout
