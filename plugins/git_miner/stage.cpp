// git_miner: the commits of git repositories in, one training example for each that is worth learning out.
#include <algorithm>
#include <optional>
#include <set>

#include <agent_tools/stage_prompt.hpp>
#include <chat/record.hpp>
#include <digest/sha256.hpp>
#include <flow/plugin.hpp>
#include <git_miner/history.hpp>
#include <git_miner/mine.hpp>
#include <git_miner/mirror.hpp>
#include <git_miner/verify.hpp>

namespace {

struct Params {
  std::vector<flow::Path> repositories;
  std::vector<std::string> urls;
  std::vector<flow::Path> system_prompt;
  std::vector<std::string> licences;
  bool any_licence = false;
  std::string first_parent = "auto";
  int verify_limit = 0;
  int max_source_files = 5;
  int max_files = 8;
  int max_lines = 200;
  int max_feature_lines = 400;
  int max_file_lines = 1000;
  int max_file_bytes = 50'000;
  int max_change_bytes = 20'000;
};

flow::Error as_error(const base::Error& problem) {
  return {problem.problem, problem.why, problem.what_to_do, problem.is_transient};
}

// The mirror lies below the working folder of `discover`; a unit has one of its own.
struct Commit {
  std::filesystem::path mirror;
  git_miner::RepositoryName repository;
  git_miner::ListedCommit listed;
  bool merges_too = false;
  bool verify = false;
};

class GitMiner : public flow::Source<Commit, chat::Example> {
 public:
  static constexpr flow::StageInfo info{.name = "git_miner",
                                        .version = 2,
                                        .summary = "Turns commits of git repositories into training examples",
                                        .traits = flow::deterministic | flow::blocking,
                                        .needs = {{{"cargo", 1}}}};
  static constexpr auto params = flow::params<Params>(
      flow::param(
          "repositories", &Params::repositories,
          "git repositories on this machine: work trees, bare ones, or files made by `git bundle create`")
          .listed(),
      flow::param("urls", &Params::urls, "git repositories to fetch, as for `git clone`").listed(),
      agent_tools::system_prompt_param(&Params::system_prompt),
      flow::param("licences", &Params::licences,
                  "SPDX names of licences that are allowed beside the permissive ones, such as MPL-2.0"),
      flow::param("any_licence", &Params::any_licence,
                  "take every commit, also without a licence: for your own code"),
      flow::param("first_parent", &Params::first_parent,
                  "a merged pull request is one change; auto = where most merges are pull requests")
          .one_of("auto", "on", "off"),
      flow::param("verify_limit", &Params::verify_limit,
                  "how many commits are built and tested, the newest of each repository first")
          .listed()
          .at_least(0),
      flow::param("max_source_files", &Params::max_source_files, "most Rust files, tests apart").at_least(1),
      flow::param("max_files", &Params::max_files, "most files of all kinds").at_least(1),
      flow::param("max_lines", &Params::max_lines, "most added and deleted source lines, tests apart")
          .at_least(1),
      flow::param("max_feature_lines", &Params::max_feature_lines, "likewise, of a feature").at_least(1),
      flow::param("max_file_lines", &Params::max_file_lines,
                  "longest file, unless the change lies in at most two functions")
          .at_least(1),
      flow::param("max_file_bytes", &Params::max_file_bytes, "largest file, likewise").at_least(1),
      flow::param("max_change_bytes", &Params::max_change_bytes, "most bytes in all added and deleted lines")
          .at_least(1));

  explicit GitMiner(Params params) : params_(std::move(params)) {
    options_.licences.insert(params_.licences.begin(), params_.licences.end());
    options_.any_licence = params_.any_licence;
    const auto size = [](int value) { return static_cast<std::size_t>(value); };
    options_.limits.source_files = size(params_.max_source_files);
    options_.limits.files = size(params_.max_files);
    options_.limits.lines = size(params_.max_lines);
    options_.limits.feature_lines = size(std::max(params_.max_lines, params_.max_feature_lines));
    options_.limits.file_lines = size(params_.max_file_lines);
    options_.limits.file_bytes = size(params_.max_file_bytes);
    options_.limits.change_bytes = size(params_.max_change_bytes);
    first_parent_ = params_.first_parent == "on"    ? git_miner::FirstParent::on
                    : params_.first_parent == "off" ? git_miner::FirstParent::off
                                                    : git_miner::FirstParent::automatic;
  }

  flow::Result open(flow::Context&) {
    options_.system_prompt = agent_tools::system_prompt_of(params_.system_prompt);
    if (params_.verify_limit == 0) return flow::ok();
    auto toolchain = cargo::find_toolchain();
    if (!toolchain)
      return flow::failed(toolchain.error().problem, toolchain.error().why, toolchain.error().what_to_do);
    toolchain_ = *std::move(toolchain);
    return flow::ok();
  }

  flow::Result discover(flow::Discovery<Commit>& out, flow::Context& context) const {
    std::vector<std::string> places = params_.urls;
    for (const flow::Path& path : params_.repositories) places.push_back(path.text);
    const git_miner::MirrorOptions options{.cache = context.working_folder()};
    std::set<std::string> listed;  // ids, and identities of repositories
    for (std::size_t i = 0; i < places.size(); ++i) {
      const std::string& place = places[i];
      const std::string name = git_miner::name_of_place(place);
      const auto mirror = git_miner::update_mirror(place, options, context.stop_token());
      if (!mirror) {
        out.fail(name, as_error(mirror.error()));
        continue;
      }
      if (!mirror->note.empty()) context.log(flow::LogLevel::warning, mirror->note);
      if (auto problem = list(*mirror, listed, verified_at(i), out, context))
        out.fail(mirror->name, as_error(*problem));
    }
    return flow::ok();
  }

  flow::Result process(const Commit& commit, Emit& out, flow::Context& context) const {
    const auto repository = git_miner::Repository::open(commit.mirror);
    if (!repository) return std::unexpected(as_error(repository.error()));
    const git_miner::Miner miner(commit.repository, options_, scanner_);
    git_miner::Verified verified;
    if (commit.verify && toolchain_) {
      auto run = git_miner::verify(*repository, commit.listed.id,
                                   {.toolchain = *toolchain_,
                                    .workbench = {},
                                    .scratch = context.scratch(),
                                    .crates = crates_folder(commit)},
                                   context.stop_token());
      if (!run) return std::unexpected(as_error(run.error()));
      verified = *std::move(run);
      if (!verified.proof) context.log(flow::LogLevel::info, "not verified: " + verified.reason);
    }
    auto mined = miner.mine(*repository, request_for(commit, verified.proof ? &*verified.proof : nullptr),
                            context.scratch());
    if (!mined) return std::unexpected(as_error(mined.error()));
    if (!mined->example) return flow::dropped(std::move(mined->reason));
    std::string id = mined->example->metadata.id;
    out(std::move(*mined->example), std::move(id));
    return flow::ok();
  }

 private:
  static git_miner::MineRequest request_for(const Commit& commit, const git_miner::Proof* proof = nullptr) {
    return {.commit = commit.listed.id,
            .merges_too = commit.merges_too,
            .reverted = commit.listed.reverted,
            .dependency_removed = commit.listed.dependency_removed,
            .proof = proof};
  }

  // Beside the mirrors, so that commits and runs share what was fetched.
  static std::filesystem::path crates_folder(const Commit& commit) {
    auto folder = commit.mirror.parent_path() / "crates";
    std::filesystem::create_directories(folder);
    return folder;
  }

  // An even part for each place; those named first get what is left over.
  std::size_t verified_at(std::size_t place) const {
    const auto limit = static_cast<std::size_t>(params_.verify_limit);
    const std::size_t places = params_.urls.size() + params_.repositories.size();
    return limit / places + (place < limit % places ? 1 : 0);
  }

  std::optional<base::Error> list(const git_miner::Mirror& mirror, std::set<std::string>& listed,
                                  std::size_t verify, flow::Discovery<Commit>& out,
                                  flow::Context& context) const {
    const auto repository = git_miner::Repository::open(mirror.path);
    if (!repository) return repository.error();
    const auto history = git_miner::list_commits(*repository, first_parent_, context.stop_token());
    if (!history) return history.error();
    if (!listed.insert(mirror.identity).second) {
      context.log(flow::LogLevel::info,
                  mirror.name + " is a copy of a repository listed before: only its own commits count");
    }
    const git_miner::Miner miner({mirror.name, mirror.identity}, options_, scanner_);
    for (const git_miner::ListedCommit& listed_commit : history->commits) {
      if (context.stop_token().stop_requested()) {
        return base::Error{"cannot list the commits", "the run was stopped", "start it again", true};
      }
      if (!listed.insert(listed_commit.id).second) continue;
      Commit commit{.mirror = mirror.path,
                    .repository = {mirror.name, mirror.identity},
                    .listed = listed_commit,
                    .merges_too = history->first_parents};
      if (verify > 0) {
        const auto mined = miner.mine(*repository, request_for(commit), context.scratch());
        commit.verify = mined && mined->example;
        if (commit.verify) --verify;
      }
      std::string fingerprint = fingerprint_of(commit);
      out.add(mirror.name + "@" + listed_commit.id.substr(0, 12), std::move(fingerprint), std::move(commit));
    }
    return std::nullopt;
  }

  // All that the example depends on beside the parameters.
  std::string fingerprint_of(const Commit& commit) const {
    std::string fingerprint = commit.listed.id + "@" + commit.repository.identity;
    if (commit.listed.reverted) fingerprint += "+reverted";
    if (commit.listed.dependency_removed) fingerprint += "+dependency-removed";
    if (commit.merges_too) fingerprint += "+first-parent";
    if (commit.verify && toolchain_)
      fingerprint += "+verify:" + digest::sha256_hex(toolchain_->text()).substr(0, 16);
    return fingerprint;
  }

  Params params_;
  std::optional<cargo::Toolchain> toolchain_;
  git_miner::Options options_;
  git_miner::FirstParent first_parent_ = git_miner::FirstParent::automatic;
  secrets::Scanner scanner_;
};

}  // namespace

FLOW_PLUGIN(GitMiner)
