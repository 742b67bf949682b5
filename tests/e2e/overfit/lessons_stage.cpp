// rollout_lessons: what an agent did becomes an example to learn from. For the overfit test alone: whoever
// learns from the tasks that judge it has cheated.
#include <agent_tools/schemas.hpp>
#include <chat/record.hpp>
#include <flow/plugin.hpp>
#include <rust_tasks/rollout_record.hpp>

namespace {

class RolloutLessons : public flow::Transform<rust_tasks::Rollout, chat::Example> {
 public:
  static constexpr flow::StageInfo info{.name = "rollout_lessons",
                                        .summary = "Turns rollouts into examples",
                                        .traits = flow::deterministic | flow::at_most_one};

  flow::Result process(const rust_tasks::Rollout& rollout, Emit& out, flow::Context&) const {
    chat::Example example{.messages = rollout.messages, .tools = agent_tools::tool_schemas(), .metadata = {}};
    example.metadata.id = rollout.task.id;
    example.metadata.origin = chat::Origin::synthetic;
    example.metadata.synthetic = chat::SyntheticOrigin{.skeleton = rollout.task.id};
    example.metadata.category =
        base::enum_of<chat::Category>(base::name_of(rollout.task.gap)).value_or(chat::Category::bug_fix);
    example.metadata.group = rollout.task.id;
    example.metadata.split = chat::Split::train;
    out(std::move(example), rollout.task.id);
    return flow::ok();
  }
};

}  // namespace

FLOW_PLUGIN(RolloutLessons)
