// dataset_curator: decides which examples make the data set, and on which side of the split each stands.
#pragma once

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include <chat/curation_record.hpp>
#include <chat/record.hpp>
#include <dataset_curator/curator.hpp>
#include <flow/stage.hpp>

#include "counting.hpp"
#include "style.hpp"

// What becomes of an example that teaches against the house style.
enum class HouseStyle { drop, keep };
constexpr auto enum_names(HouseStyle) { return base::names("drop", "keep"); }

struct CuratorParams {
  double valid_fraction = 0.1;
  std::int64_t split_seed = 0;
  std::vector<std::string> split_quarters;
  std::int64_t max_per_file = 3;
  double repository_share = 0.15;
  std::vector<std::string> quotas;
  HouseStyle house_style = HouseStyle::drop;
  std::vector<house_style::Rule> house_rules;
  std::optional<flow::Path> review;
  double similarity = 0.7;
  double same_shape = 0.85;
  std::int64_t max_per_cluster = 3;
  std::vector<flow::Path> evaluation;
  std::vector<flow::Path> block_list;
  std::optional<flow::Path> model;
  std::int64_t max_tokens = 8192;
};

class DatasetCurator
    : public flow::Collector<chat::Example, flow::Outputs<flow::Out<chat::Example, "examples">,
                                                          flow::Out<chat::CurationSummary, "summary">>> {
 public:
  using Params = CuratorParams;
  static constexpr flow::StageInfo info{.name = "dataset_curator",
                                        .version = 7,
                                        .summary =
                                            "Validates examples, drops what is double, held out, secret, "
                                            "against the house style or too much, and splits",
                                        .traits = flow::deterministic};
  static constexpr auto params = flow::params<Params>(
      flow::param("valid_fraction", &Params::valid_fraction,
                  "share of the groups of examples that is held back for validation")
          .range(0, 0.9),
      flow::param("split_seed", &Params::split_seed, "another seed gives another split").at_least(0),
      flow::param("split_quarters", &Params::split_quarters,
                  "large groups, as in `metadata.group`, whose quarters of a year are groups of their own"),
      flow::param("max_per_file", &Params::max_per_file,
                  "most examples of commits that change one file; 0 = any number")
          .at_least(0),
      flow::param(
          "repository_share", &Params::repository_share,
          "most of the examples of commits that one repository gives, or 1.5 even parts of few; 1 = all")
          .range(0.01, 1),
      flow::param(
          "quotas", &Params::quotas,
          "most examples of an origin, category or group, or shares of the finished set: lines such as "
          "`origin.synthetic 30%`, `category.bug_fix 200`, `group.* 50` (of each)"),
      flow::param("house_style", &Params::house_style,
                  "what becomes of an example whose learnt edits add what the house style forbids"),
      flow::param("house_rules", &Params::house_rules, "rules of the house style that count; none = all"),
      flow::param(
          "review", &Params::review,
          "YAML file of decisions on single examples: lists of ids under `keep` and `drop`, and under "
          "`edit` maps with id, message, old, new; it need not be there")
          .may_be_absent(),
      flow::param("similarity", &Params::similarity,
                  "Jaccard index from which the best of two examples is kept alone; 1 = equal ones")
          .range(0.5, 1),
      flow::param("same_shape", &Params::same_shape,
                  "Jaccard index from which code that differs in its names has one shape")
          .range(0.5, 1),
      flow::param("max_per_cluster", &Params::max_per_cluster,
                  "most examples whose code has one shape; 0 = any number")
          .at_least(0),
      flow::param("evaluation", &Params::evaluation,
                  "folders of tasks that the model is judged by: examples that hold them are dropped"),
      flow::param(
          "block_list", &Params::block_list,
          "files of what no example may hold: .txt with lines `commit HEX`, `repository NAME`, `text WORDS`, "
          ".jsonl of a benchmark, or a text each"),
      flow::param(
          "model", &Params::model,
          "folder of the model that will learn: its tokenizer and chat template count the tokens of examples "
          "whose source did not")
          .reads_only(chat::files_of_text),
      flow::param("max_tokens", &Params::max_tokens,
                  "of an example; the same as the trainer's max_seq, which cuts what is longer")
          .range(256, 1048576)
          .agrees_on(chat::most_tokens));

  explicit DatasetCurator(Params params) : params_(std::move(params)) {
    for (const std::string& line : params_.quotas)
      quota_.lines.push_back(value_of(dataset_curator::read_quota(line)));
    quota_.examples_of_file = static_cast<std::uint64_t>(params_.max_per_file);
    quota_.repository_share = params_.repository_share;
    if (params_.house_rules.empty()) params_.house_rules = house_style::all_rules();
  }

  flow::Result open(flow::Context&) {
    limit_.max_tokens = params_.max_tokens;
    if (params_.model) limit_.count = value_of(open_counter(params_.model->path()));
    if (params_.house_style == HouseStyle::drop) breach_ = value_of(open_style(params_.house_rules));
    return flow::ok();
  }

  // Two passes: what to keep, and then what was kept.
  flow::Result collect(Input& in, Emit& out, flow::Context& context) const {
    auto held_out = value_of(dataset_curator::load_tasks(paths_of(params_.evaluation)));
    std::ranges::move(value_of(dataset_curator::load_block_lists(paths_of(params_.block_list))),
                      std::back_inserter(held_out));
    const std::size_t held_out_count = held_out.size();
    const auto review = params_.review ? value_of(dataset_curator::Review::load(params_.review->path()))
                                       : dataset_curator::Review();
    auto curator = value_of(dataset_curator::Curator::in(
        context.scratch(),
        {.held_out = std::move(held_out), .limit = limit_, .breach = breach_, .review = review}));
    while (auto record = in.next()) {
      if (const auto example = record->checked_value()) {
        value_of(curator.judge(**example));
      } else {
        curator.reject(example.error());
      }
    }
    const dataset_curator::NearDuplicateOptions near_duplicates{
        .similarity = params_.similarity,
        .same_shape = params_.same_shape,
        .max_per_cluster = static_cast<std::uint64_t>(params_.max_per_cluster)};
    value_of(curator.settle(near_duplicates, quota_));
    const dataset_curator::SplitOptions options{.valid_fraction = params_.valid_fraction,
                                                .seed = static_cast<std::uint64_t>(params_.split_seed),
                                                .quarters = params_.split_quarters};
    dataset_curator::SideCounts sides;
    std::map<std::string_view, std::int64_t> dropped;  // by reason
    in.rewind();
    std::uint32_t number = 0;
    while (auto record = in.next()) {
      dataset_curator::Verdict verdict = curator.verdict(number++);
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
        value_of(dataset_curator::edit(review, example));
        auto& keep = std::get<dataset_curator::Keep>(verdict);
        example.metadata.group = dataset_curator::split_group(example.metadata, options);
        example.metadata.split = dataset_curator::side_of(example.metadata.group, options);
        example.metadata.digest = std::move(keep.digest);
        if (keep.tokens) example.metadata.tokens = keep.tokens;
        sides.add(example.metadata);
        out.to<"examples">(std::move(example), record->key());
      }
    }
    const dataset_curator::SplitCounts counts = sides.counts();
    chat::CurationSummary summary{.kept = static_cast<std::int64_t>(curator.kept()),
                                  .split_rule = dataset_curator::split_rule(options, counts),
                                  .settings = dataset_curator::settings_json(options, quota_, near_duplicates,
                                                                             held_out_count, rule_names())};
    for (const auto& [reason, examples] : dropped) summary.dropped.push_back({std::string(reason), examples});
    if (const std::string problem = dataset_curator::split_problem(options, counts); !problem.empty())
      context.log(flow::LogLevel::warning, problem);
    for (const std::string& line : curator.idle_quotas())
      context.log(
          flow::LogLevel::warning,
          fmt::format("the line \"{}\" of quotas names a group of which there is no example: compare it "
                      "with metadata.group of the examples",
                      line));
    if (!review.decisions().empty()) summary.review = told(curator.review_counts(), context);
    out.to<"summary">(std::move(summary), "summary");
    return flow::ok();
  }

 private:
  template <class T>
  static T value_of(base::Result<T> result) {
    if (!result) throw flow::Failure(std::move(result.error()));
    if constexpr (!std::is_void_v<T>) return std::move(*result);
  }

  static std::vector<std::filesystem::path> paths_of(const std::vector<flow::Path>& params) {
    std::vector<std::filesystem::path> paths;
    for (const flow::Path& param : params) paths.push_back(param.path());
    return paths;
  }

  std::vector<std::string_view> rule_names() const {
    std::vector<std::string_view> names;
    if (params_.house_style == HouseStyle::keep) return names;
    for (const house_style::Rule rule : params_.house_rules) names.push_back(base::name_of(rule));
    return names;
  }

  static chat::ReviewSummary told(const dataset_curator::ReviewCounts& counts, flow::Context& context) {
    if (const std::string problem = dataset_curator::review_problem(counts); !problem.empty())
      context.log(flow::LogLevel::warning, problem);
    return {.kept = static_cast<std::int64_t>(counts.kept),
            .dropped = static_cast<std::int64_t>(counts.dropped),
            .edited = static_cast<std::int64_t>(counts.edited),
            .not_there = counts.not_there,
            .overruled = counts.overruled,
            .misfits = counts.misfits,
            .told = dataset_curator::review_told(counts)};
  }

  Params params_;
  dataset_curator::QuotaOptions quota_;
  dataset_curator::TokenLimit limit_;
  dataset_curator::FindBreach breach_;
};
