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
  std::int64_t max_per_file = 3;
  double repository_share = 0.15;
};

using Ports =
    flow::Outputs<flow::Out<chat::Example, "examples">, flow::Out<chat::CurationSummary, "summary">>;

class DatasetCurator : public flow::Collector<chat::Example, Ports> {
 public:
  static constexpr flow::StageInfo info{
      .name = "dataset_curator",
      .version = 5,
      .summary = "Validates examples, drops duplicates, what holds secrets and too much of one place, splits",
      .traits = flow::deterministic};
  static constexpr auto params = flow::params<Params>(
      flow::param("valid_fraction", &Params::valid_fraction,
                  "share of the examples that is held back for validation")
          .range(0, 0.9),
      flow::param("split_seed", &Params::split_seed, "another seed gives another split").at_least(0),
      flow::param("max_per_file", &Params::max_per_file,
                  "most examples of commits that change one file; 0 = any number")
          .at_least(0),
      flow::param(
          "repository_share", &Params::repository_share,
          "most of the examples of commits that one repository gives, or 1.5 even parts of few; 1 = all")
          .range(0.01, 1));

  explicit DatasetCurator(Params params) : params_(params) {}

  // Two passes: what to keep, and then, with all groups known, the side of each.
  flow::Result collect(Input& in, Emit& out, flow::Context& context) const {
    dataset_curator::Curator curator;
    std::vector<dataset_curator::Verdict> verdicts;
    while (auto record = in.next()) {
      const auto example = record->checked_value();
      verdicts.push_back(example ? curator.judge(**example) : dataset_curator::Reject{example.error()});
    }
    const dataset_curator::QuotaOptions quota{
        .examples_of_file = static_cast<std::uint64_t>(params_.max_per_file),
        .repository_share = params_.repository_share};
    take_out(curator.take_out(quota), verdicts);
    const dataset_curator::SplitOptions options{.valid_fraction = params_.valid_fraction,
                                                .seed = static_cast<std::uint64_t>(params_.split_seed)};
    const auto plan = curator.plan(options);
    std::map<std::string_view, std::int64_t> dropped;  // by reason
    in.rewind();
    for (dataset_curator::Verdict& verdict : verdicts) {
      auto record = in.next();
      if (!record) break;
      if (const auto* reject = std::get_if<dataset_curator::Reject>(&verdict)) {
        in.reject(reject->error);
      } else if (const auto* drop = std::get_if<dataset_curator::Drop>(&verdict)) {
        const std::string_view reason = base::name_of(drop->reason);
        in.drop(std::string(reason), drop->detail);
        ++dropped[reason];
        context.log(flow::LogLevel::debug,
                    fmt::format("dropped {}: {}: {}", record->key(), reason, drop->detail));
      } else {
        chat::Example example = record->value();
        example.metadata.split = plan.side(example.metadata.group);
        example.metadata.digest = std::get<dataset_curator::Keep>(verdict).digest;
        out.to<"examples">(std::move(example), record->key());
      }
    }
    chat::CurationSummary summary{.kept = static_cast<std::int64_t>(curator.kept()),
                                  .split_rule = dataset_curator::split_rule(options, plan),
                                  .settings = dataset_curator::settings_json(options, quota)};
    for (const auto& [reason, examples] : dropped) summary.dropped.push_back({std::string(reason), examples});
    out.to<"summary">(std::move(summary), "summary");
    return flow::ok();
  }

 private:
  static void take_out(const std::map<std::string, dataset_curator::Drop>& over,
                       std::vector<dataset_curator::Verdict>& verdicts) {
    for (dataset_curator::Verdict& verdict : verdicts) {
      const auto* keep = std::get_if<dataset_curator::Keep>(&verdict);
      if (!keep) continue;
      if (const auto found = over.find(keep->digest); found != over.end()) verdict = found->second;
    }
  }

  Params params_;
};

}  // namespace

FLOW_PLUGIN(DatasetCurator)
