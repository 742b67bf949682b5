// synthetic_generator: skeletons in, training conversations out, each proved by the compiler.
#include <memory>

#include <agent_tools/stage_prompt.hpp>
#include <cargo/stage_crates.hpp>
#include <chat/record.hpp>
#include <flow/plugin.hpp>
#include <synthetic_generator/generate.hpp>

namespace {

struct Params {
  std::int64_t count = 18;
  std::int64_t seed = 1;
  std::vector<synthetic_generator::Gap> gaps = {};
  std::vector<flow::Path> system_prompt;
  flow::Path crates;
};

struct Item {
  synthetic_generator::Unit unit;
  std::shared_ptr<const cargo::Toolchain> toolchain;
};

class SyntheticGenerator : public flow::Source<Item, chat::Example> {
 public:
  static constexpr flow::StageInfo info{
      .name = "synthetic_generator",
      .version = 1,
      .summary = "Generates training conversations whose code cargo has proved",
      .traits = flow::deterministic | flow::blocking,
      .needs = {{{"cargo", 1}}}};
  static constexpr auto params = flow::params<Params>(
      flow::param("count", &Params::count, "how many examples; example k is the same whatever the count")
          .range(0, 100000)
          .listed(),
      flow::param("seed", &Params::seed, "another seed gives other examples").listed(),
      flow::param("gaps", &Params::gaps, "which kinds, in turn; empty = those of Rust, not workflow")
          .listed(),
      agent_tools::system_prompt_param(&Params::system_prompt),
      flow::param("crates", &Params::crates,
                  "workspace whose lock file says which crates the examples may use")
          .required());

  explicit SyntheticGenerator(Params params) : params_(std::move(params)) {
    constexpr auto& all = synthetic_generator::rust_gaps;
    if (params_.gaps.empty()) params_.gaps.assign(all.begin(), all.end());
  }

  flow::Result open(flow::Context&) {
    system_prompt_ = agent_tools::system_prompt_of(params_.system_prompt);
    return flow::ok();
  }

  flow::Result discover(flow::Discovery<Item>& out, flow::Context&) const {
    if (params_.count == 0) return flow::ok();
    auto found = cargo::find_toolchain();
    if (!found) {
      out.fail("(toolchain)", cargo::transient(found.error()));
      return flow::ok();
    }
    const auto toolchain = std::make_shared<const cargo::Toolchain>(*std::move(found));
    const auto count = static_cast<std::size_t>(params_.count);
    for (synthetic_generator::Unit& unit :
         synthetic_generator::plan(count, static_cast<std::uint64_t>(params_.seed), params_.gaps)) {
      std::string key = unit.key();
      std::string fingerprint = unit.fingerprint() + "\n" + toolchain->text();
      out.add(std::move(key), std::move(fingerprint), {std::move(unit), toolchain});
    }
    return flow::ok();
  }

  flow::Result process(const Item& item, Emit& out, flow::Context& context) const {
    synthetic_generator::Environment environment{.toolchain = *item.toolchain,
                                                 .options = {},
                                                 .options_with_crates = {},
                                                 .scratch = context.scratch(),
                                                 .stop = context.stop_token()};
    environment.options_with_crates = [&]() -> base::Result<cargo::WorkbenchOptions> {
      return crates_.get(params_.crates.path(), context).crates.options_for({});
    };
    auto made = synthetic_generator::generate(item.unit, system_prompt_, environment);
    if (made) {
      out(std::move(made->example));
      return flow::ok();
    }
    if (const auto* error = std::get_if<base::Error>(&made.error()))
      return flow::failed(cargo::transient(*error));
    const auto& [gate, detail] = std::get<synthetic_generator::Rejection>(made.error());
    const std::string reason(base::name_of(gate));
    context.log(flow::LogLevel::warning, item.unit.skeleton->id() + ": " + reason + "\n" + detail);
    return flow::dropped(reason, "gate " + reason + ": " + detail.substr(0, detail.find('\n')));
  }

 private:
  Params params_;
  std::string system_prompt_;
  cargo::StageCrates crates_;
};

}  // namespace

FLOW_PLUGIN(SyntheticGenerator)
