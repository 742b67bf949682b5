// In place of model_agent, where there is no libtorch.
#include <agent_rollout/model_settings.hpp>

namespace agent_rollout {

base::Result<std::unique_ptr<const Agents>> open_model(const ModelSettings&) {
  return base::failure("no model can be run", "this flowrun was built without libtorch",
                       "run scripts/bootstrap, which installs it, and build again");
}

}  // namespace agent_rollout
