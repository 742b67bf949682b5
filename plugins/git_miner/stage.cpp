// git_miner: the commits of git repositories in, one training example for each that is worth learning out.
#include <algorithm>
#include <optional>

#include <agent_tools/stage_prompt.hpp>
#include <chat/record.hpp>
#include <flow/plugin.hpp>
#include <git_miner/selection.hpp>
#include <git_miner/verify.hpp>

namespace {

struct Params {
  std::vector<flow::Path> repositories;
  std::vector<std::string> urls;
  std::vector<flow::Path> system_prompt;
  std::vector<std::string> licences;
  bool any_licence = false;
  git_miner::FirstParent first_parent = git_miner::FirstParent::automatic;
  int verify_limit = 0;
  int max_source_files = 5;
  int max_files = 8;
  int max_lines = 200;
  int max_feature_lines = 400;
  int max_file_lines = 1000;
  int max_file_bytes = 50'000;
  int max_change_bytes = 20'000;
};

// The mirror lies below the working folder of `discover`; a unit has one of its own.
struct Commit {
  std::filesystem::path mirror;
  git_miner::SelectedCommit selected;
};

class GitMiner : public flow::Source<Commit, chat::Example> {
 public:
  static constexpr flow::StageInfo info{.name = "git_miner",
                                        .version = 4,
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
                  "a merged pull request is one change; auto = where most merges are pull requests"),
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
  }

  flow::Result open(flow::Context&) {
    options_.system_prompt = agent_tools::system_prompt_of(params_.system_prompt);
    if (params_.verify_limit == 0) return flow::ok();
    auto toolchain = cargo::find_toolchain();
    if (!toolchain) return std::unexpected(toolchain.error());
    toolchain_ = *std::move(toolchain);
    return flow::ok();
  }

  flow::Result discover(flow::Discovery<Commit>& out, flow::Context& context) const {
    std::vector<std::string> places = params_.urls;
    for (const flow::Path& path : params_.repositories) places.push_back(path.text);
    git_miner::Selection selection(options_, params_.first_parent, scanner_);
    std::vector<Fetched> damaged;
    for (std::size_t i = 0; i < places.size(); ++i) {
      auto mirror =
          git_miner::update_mirror(places[i], {.cache = context.working_folder()}, context.stop_token());
      if (!mirror) {
        out.fail(git_miner::name_of_place(places[i]), mirror.error());
        continue;
      }
      if (!mirror->note.empty()) context.log(flow::LogLevel::warning, mirror->note);
      const auto limit = static_cast<std::size_t>(params_.verify_limit);
      Fetched fetched{*std::move(mirror), git_miner::verify_share(limit, places.size(), i)};
      if (fetched.mirror.damage.empty())
        list(fetched, selection, out, context);
      else
        damaged.push_back(std::move(fetched));
    }
    for (const Fetched& fetched : damaged) list(fetched, selection, out, context);
    for (const git_miner::LostCommit& lost : selection.lost())
      out.fail(key_of(lost.repository.name, lost.commit.id), lost.commit.error);
    return flow::ok();
  }

  flow::Result process(const Commit& commit, Emit& out, flow::Context& context) const {
    const auto repository = git_miner::Repository::open(commit.mirror);
    if (!repository) return std::unexpected(repository.error());
    git_miner::Verified verified;
    if (commit.selected.verify && toolchain_) {
      auto run = git_miner::verify(*repository, commit.selected.listed.id,
                                   {.toolchain = *toolchain_,
                                    .workbench = {},
                                    .scratch = context.scratch(),
                                    .crates = crates_folder(commit)},
                                   context.stop_token());
      if (!run) return std::unexpected(run.error());
      verified = *std::move(run);
      if (!verified.proof)
        context.log(flow::LogLevel::info, "not verified: " + std::string(base::name_of(*verified.reason)));
    }
    const git_miner::Miner miner(commit.selected.repository, options_, scanner_);
    const auto* proof = verified.proof ? &*verified.proof : nullptr;
    auto mined = miner.mine(*repository, git_miner::request_for(commit.selected, proof), context.scratch());
    if (!mined) return std::unexpected(mined.error());
    if (!mined->example)
      return flow::dropped(std::string(base::name_of(*mined->reason)), std::move(mined->evidence));
    std::string id = mined->example->metadata.id;
    out(std::move(*mined->example), std::move(id));
    return flow::ok();
  }

 private:
  struct Fetched {
    git_miner::Mirror mirror;
    std::size_t most_verified = 0;
  };

  static std::string key_of(const std::string& repository, const std::string& commit) {
    return repository + "@" + commit.substr(0, 12);
  }

  void list(const Fetched& fetched, git_miner::Selection& selection, flow::Discovery<Commit>& out,
            flow::Context& context) const {
    const git_miner::Mirror& mirror = fetched.mirror;
    auto selected = selection.select(mirror, fetched.most_verified, context.scratch(), context.stop_token());
    if (!selected) return out.fail(mirror.name, selected.error());
    if (selected->is_copy) {
      context.log(flow::LogLevel::info,
                  mirror.name + " is a copy of a repository listed before: only its own commits count");
    }
    add(mirror, std::move(selected->commits), out);
  }

  // Beside the mirrors, so that commits and runs share what was fetched.
  static std::filesystem::path crates_folder(const Commit& commit) {
    auto folder = commit.mirror.parent_path() / "crates";
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) {
      throw flow::Failure({.problem = "cannot keep the crates of commits",
                           .why = error.message(),
                           .what_to_do = "make room and writing possible in the store's folder",
                           .is_transient = true});
    }
    return folder;
  }

  void add(const git_miner::Mirror& mirror, std::vector<git_miner::SelectedCommit> commits,
           flow::Discovery<Commit>& out) const {
    const std::string toolchain = toolchain_ ? toolchain_->text() : "";
    for (git_miner::SelectedCommit& commit : commits) {
      std::string name = key_of(mirror.name, commit.listed.id);
      std::string fingerprint = git_miner::fingerprint_of(commit, toolchain);
      out.add(std::move(name), std::move(fingerprint),
              {.mirror = mirror.path, .selected = std::move(commit)});
    }
  }

  Params params_;
  std::optional<cargo::Toolchain> toolchain_;
  git_miner::Options options_;
  secrets::Scanner scanner_;
};

}  // namespace

FLOW_PLUGIN(GitMiner)
