// dataset_curator: decides which examples make the data set, and on which side of the split each stands.
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include <chat/curation_record.hpp>
#include <chat/record.hpp>
#include <dataset_curator/curator.hpp>
#include <flow/plugin.hpp>

namespace {

struct Params {
  double valid_fraction = 0.1;
  std::int64_t split_seed = 0;
};

using Ports =
    flow::Outputs<flow::Out<chat::Example, "examples">, flow::Out<chat::CurationSummary, "summary">>;

class DatasetCurator : public flow::Collector<chat::Example, Ports> {
 public:
  static constexpr flow::StageInfo info{
      .name = "dataset_curator",
      .version = 4,
      .summary = "Validates examples, drops duplicates and what holds secrets, splits by group",
      .traits = flow::deterministic};
  static constexpr auto params = flow::params<Params>(
      flow::param("valid_fraction", &Params::valid_fraction,
                  "share of the examples that is held back for validation")
          .range(0, 0.9),
      flow::param("split_seed", &Params::split_seed, "another seed gives another split").at_least(0));

  explicit DatasetCurator(Params params) : params_(params) {}

  // Two passes: what to keep, and then, with all groups known, the side of each.
  flow::Result collect(Input& in, Emit& out, flow::Context& context) const {
    dataset_curator::Curator curator;
    std::map<std::string_view, std::int64_t> dropped;  // by reason
    std::vector<std::string> digests;                  // of the kept ones in order; "" for the others
    while (auto record = in.next()) {
      const auto example = record->checked_value();
      auto verdict = example ? curator.judge(**example) : dataset_curator::Reject{example.error()};
      if (const auto* reject = std::get_if<dataset_curator::Reject>(&verdict)) {
        in.reject(reject->error);
        digests.emplace_back();
      } else if (const auto* drop = std::get_if<dataset_curator::Drop>(&verdict)) {
        const std::string_view reason = base::name_of(drop->reason);
        in.drop(std::string(reason), drop->detail);
        ++dropped[reason];
        context.log(flow::LogLevel::debug,
                    fmt::format("dropped {}: {}: {}", record->key(), reason, drop->detail));
        digests.emplace_back();
      } else {
        digests.push_back(std::get<dataset_curator::Keep>(verdict).digest);
      }
    }
    const dataset_curator::SplitOptions options{.valid_fraction = params_.valid_fraction,
                                                .seed = static_cast<std::uint64_t>(params_.split_seed)};
    const auto plan = curator.plan(options);
    in.rewind();
    for (const std::string& digest : digests) {
      auto record = in.next();
      if (!record || digest.empty()) continue;
      chat::Example example = record->value();
      example.metadata.split = plan.side(example.metadata.group);
      example.metadata.digest = digest;
      out.to<"examples">(std::move(example), record->key());
    }
    chat::CurationSummary summary{.kept = static_cast<std::int64_t>(curator.kept()),
                                  .split_rule = dataset_curator::split_rule(options, plan),
                                  .settings = dataset_curator::settings_json(options)};
    for (const auto& [reason, examples] : dropped) summary.dropped.push_back({std::string(reason), examples});
    out.to<"summary">(std::move(summary), "summary");
    return flow::ok();
  }

 private:
  Params params_;
};

}  // namespace

FLOW_PLUGIN(DatasetCurator)
