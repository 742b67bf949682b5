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
  std::vector<std::string> gaps = {};
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
      flow::param(
          "gaps", &Params::gaps,
          "which kinds: lifetimes, trait_objects, pinned_futures, cross_crate_errors, workspace_manifests, "
          "macros; empty = all, in turn")
          .listed(),
      agent_tools::system_prompt_param(&Params::system_prompt),
      flow::param("crates", &Params::crates,
                  "workspace whose lock file says which crates the examples may use")
          .required());

  explicit SyntheticGenerator(Params params) : params_(std::move(params)) {
    gaps_ = params_.gaps;
    if (gaps_.empty())
      gaps_.assign(std::begin(synthetic_generator::all_gaps), std::end(synthetic_generator::all_gaps));
    for (const std::string& gap : gaps_) {
      if (std::ranges::find(synthetic_generator::all_gaps, gap) == std::end(synthetic_generator::all_gaps))
        throw flow::Failure({.problem = "there are no skeletons for '" + gap + "'",
                             .why = "parameter gaps",
                             .what_to_do = "name some of the kinds that the parameter's description lists"});
    }
  }

  flow::Result open(flow::Context&) {
    system_prompt_ = agent_tools::system_prompt_of(params_.system_prompt);
    return flow::ok();
  }

  flow::Result discover(flow::Discovery<Item>& out, flow::Context&) const {
    if (params_.count == 0) return flow::ok();
    auto found = cargo::find_toolchain();
    if (!found) {
      out.fail("(toolchain)", cargo::as_flow_error(found.error()));
      return flow::ok();
    }
    const auto toolchain = std::make_shared<const cargo::Toolchain>(*std::move(found));
    const auto count = static_cast<std::size_t>(params_.count);
    for (synthetic_generator::Unit& unit :
         synthetic_generator::plan(count, static_cast<std::uint64_t>(params_.seed), gaps_)) {
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
    environment.options_with_crates = [&]() -> std::expected<cargo::WorkbenchOptions, cargo::Error> {
      return crates_.get(params_.crates.path(), context).crates.options_for({});
    };
    auto made = synthetic_generator::generate(item.unit, system_prompt_, environment);
    if (made) {
      out(std::move(made->example));
      return flow::ok();
    }
    const synthetic_generator::Failure& failure = made.error();
    if (failure.machine)
      return flow::failed(
          {.problem = failure.gate, .why = failure.detail, .what_to_do = {}, .transient = true});
    context.log(flow::LogLevel::warning,
                item.unit.skeleton->id() + ": " + failure.gate + "\n" + failure.detail);
    return flow::dropped(failure.gate);
  }

 private:
  Params params_;
  std::vector<std::string> gaps_;
  std::string system_prompt_;
  cargo::StageCrates crates_;
};

}  // namespace

FLOW_PLUGIN(SyntheticGenerator)
