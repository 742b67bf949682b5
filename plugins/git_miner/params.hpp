// The parameters of git_miner.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <agent_tools/stage_prompt.hpp>
#include <flow/stage.hpp>
#include <git_miner/forge.hpp>
#include <git_miner/history.hpp>
#include <git_miner/options.hpp>
#include <token_count/stage_tokens.hpp>

// What becomes of examples whose code was not proved.
enum class Unverified { automatic, drop, keep };
constexpr auto enum_names(Unverified) { return base::names("auto", "drop", "keep"); }

// What becomes of fixes and features that come without a test.
enum class Untested { drop, keep };
constexpr auto enum_names(Untested) { return base::names("drop", "keep"); }

struct MinerParams {
  std::vector<flow::Path> repositories;
  std::vector<std::string> urls;
  git_miner::ForgeKind forge = git_miner::ForgeKind::none;
  std::string forge_url;
  std::vector<std::string> forge_owners;
  std::optional<flow::Secret> forge_token;
  bool forks = false;
  bool archived = false;
  std::vector<flow::Path> system_prompt;
  std::vector<std::string> licences;
  bool any_licence = false;
  std::vector<std::string> own;
  std::vector<std::string> block;
  git_miner::FirstParent first_parent = git_miner::FirstParent::automatic;
  int verify_limit = 0;
  int verify_minutes = 0;
  Unverified unverified = Unverified::automatic;
  Untested untested = Untested::drop;
  std::optional<flow::Path> model;
  std::int64_t max_tokens = 8192;
  double min_confidence = git_miner::default_min_confidence;
  int max_source_files = 5;
  int max_files = 8;
  int max_lines = 200;
  int max_feature_lines = 400;
  int max_file_lines = 1000;
  int max_file_bytes = 50'000;
  int max_change_bytes = 20'000;
};

inline constexpr auto miner_params = flow::params<MinerParams>(
    flow::param(
        "repositories", &MinerParams::repositories,
        "git repositories on this machine: work trees, bare ones, or files made by `git bundle create`")
        .listed(),
    flow::param("urls", &MinerParams::urls, "git repositories to fetch, as for `git clone`").listed(),
    flow::param(
        "forge", &MinerParams::forge,
        "kind of a server whose repositories with a Cargo.toml are fetched: github, gitea (also Forgejo)")
        .listed(),
    flow::param("forge_url", &MinerParams::forge_url,
                "where its API is, such as https://git.acme.test; not needed for github.com")
        .listed(),
    flow::param("forge_owners", &MinerParams::forge_owners,
                "organisations and users whose repositories are listed")
        .listed(),
    flow::param("forge_token", &MinerParams::forge_token,
                "environment variable with a token for the API; git brings its own credentials")
        .listed(),
    flow::param("forks", &MinerParams::forks, "list forks, too").listed(),
    flow::param("archived", &MinerParams::archived, "list archived repositories, too").listed(),
    agent_tools::system_prompt_param(&MinerParams::system_prompt),
    flow::param("licences", &MinerParams::licences,
                "SPDX names of licences that are allowed beside the permissive ones, such as MPL-2.0"),
    flow::param("any_licence", &MinerParams::any_licence,
                "take every commit, also without a licence: for your own code"),
    flow::param(
        "own", &MinerParams::own,
        "owners whose repositories are your own, such as acme or github.com/acme: any licence will do"),
    flow::param("block", &MinerParams::block,
                "what is not mined: repositories, ids of commits, globs of changed paths"),
    flow::param("first_parent", &MinerParams::first_parent,
                "a merged pull request is one change; auto = where most merges are pull requests"),
    flow::param(
        "verify_limit", &MinerParams::verify_limit,
        "how many examples are proved by building and testing their commits, of each repository in turn")
        .listed()
        .at_least(0),
    flow::param("verify_minutes", &MinerParams::verify_minutes,
                "how long a run builds and tests, in minutes; the next run goes on. 0 = no end")
        .listed()
        .at_least(0),
    flow::param("unverified", &MinerParams::unverified,
                "examples that were not built and tested: dropped or kept; auto = dropped where verify_limit "
                "is above 0"),
    flow::param(
        "untested", &MinerParams::untested,
        "fixes and features that neither change a test nor add an example to documentation: dropped or kept"),
    token_count::model_param(&MinerParams::model), token_count::max_tokens_param(&MinerParams::max_tokens),
    flow::param("min_confidence", &MinerParams::min_confidence,
                "how sure the class of an example must be: the share of right ones among commits as clear")
        .range(0, 1),
    flow::param("max_source_files", &MinerParams::max_source_files, "most Rust files, tests apart")
        .at_least(1),
    flow::param("max_files", &MinerParams::max_files, "most files of all kinds").at_least(1),
    flow::param("max_lines", &MinerParams::max_lines, "most added and deleted source lines, tests apart")
        .at_least(1),
    flow::param("max_feature_lines", &MinerParams::max_feature_lines, "likewise, of a feature").at_least(1),
    flow::param("max_file_lines", &MinerParams::max_file_lines,
                "longest file, unless the change lies in at most two functions")
        .at_least(1),
    flow::param("max_file_bytes", &MinerParams::max_file_bytes, "largest file, likewise").at_least(1),
    flow::param("max_change_bytes", &MinerParams::max_change_bytes,
                "most bytes in all added and deleted lines")
        .at_least(1));

// Without what comes with the files that they name: the system prompt and the tokenizer.
inline git_miner::Options mining_options(const MinerParams& params) {
  git_miner::Options options;
  options.licences.insert(params.licences.begin(), params.licences.end());
  options.any_licence = params.any_licence;
  options.own.insert(params.own.begin(), params.own.end());
  options.block.insert(params.block.begin(), params.block.end());
  options.min_confidence = params.min_confidence;
  options.untested = params.untested == Untested::keep;
  const auto size = [](int value) { return static_cast<std::size_t>(value); };
  options.limits.source_files = size(params.max_source_files);
  options.limits.files = size(params.max_files);
  options.limits.lines = size(params.max_lines);
  options.limits.feature_lines = size(std::max(params.max_lines, params.max_feature_lines));
  options.limits.file_lines = size(params.max_file_lines);
  options.limits.file_bytes = size(params.max_file_bytes);
  options.limits.change_bytes = size(params.max_change_bytes);
  options.tokens.max_tokens = static_cast<std::size_t>(params.max_tokens);
  return options;
}
