// A stage that gives an adapter as if it had trained it, for tests of the stages that take one.
#include <filesystem>

#include <flow/plugin.hpp>
#include <lora/adapter_record.hpp>

namespace {

class GivenAdapter : public flow::Source<std::int64_t, lora::Adapter> {
 public:
  struct Params {
    flow::Path folder;
    flow::Path base;
  };
  static constexpr flow::StageInfo info{
      .name = "given_adapter", .summary = "Gives an adapter", .traits = flow::deterministic};
  static constexpr auto params = flow::params<Params>(
      flow::param("folder", &Params::folder, "of the adapter, as PEFT saves it").required(),
      flow::param("base", &Params::base, "what it is said to be trained on").required());
  explicit GivenAdapter(Params params) : params_(std::move(params)) {}

  flow::Result discover(flow::Discovery<std::int64_t>& out, flow::Context&) const {
    out.add("adapter", "1", 1);
    return flow::ok();
  }

  flow::Result process(const std::int64_t&, Emit& out, flow::Context& context) const {
    auto digest = context.content_digest(params_.base.path());
    if (!digest) return flow::failed(digest.error());
    out({.folder = flow::Object::at(params_.folder.path()), .base_model = "base", .base_digest = *digest},
        "adapter");
    return flow::ok();
  }

 private:
  Params params_;
};

}  // namespace

FLOW_PLUGIN(GivenAdapter)
