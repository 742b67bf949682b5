// git_miner: the commits of git repositories in, one training example for each that is worth learning out.
#include <algorithm>
#include <any>
#include <cstdlib>
#include <iterator>
#include <memory>
#include <optional>

#include <fmt/core.h>
#include <token_count/stage_tokens.hpp>

#include <agent_tools/stage_prompt.hpp>
#include <chat/record.hpp>
#include <flow/plugin.hpp>
#include <git_miner/forge.hpp>
#include <git_miner/proof_plan.hpp>
#include <git_miner/selection.hpp>
#include <git_miner/verify.hpp>

namespace {

// What becomes of examples whose code was not proved.
enum class Unverified { automatic, drop, keep };
constexpr auto enum_names(Unverified) { return base::names("auto", "drop", "keep"); }

struct Params {
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

struct Commit {
  git_miner::SelectedCommit selected;
  std::shared_ptr<git_miner::ProofPlan> proofs;  // null where none are asked for
  std::size_t index = 0;                         // in the order of proofs
};

class GitMiner : public flow::Source<Commit, chat::Example> {
 public:
  static constexpr flow::StageInfo info{.name = "git_miner",
                                        .version = 6,
                                        .summary = "Turns commits of git repositories into training examples",
                                        .traits = flow::deterministic | flow::blocking,
                                        .may_hold = {{{"cargo", 1}}}};
  static constexpr auto params = flow::params<Params>(
      flow::param(
          "repositories", &Params::repositories,
          "git repositories on this machine: work trees, bare ones, or files made by `git bundle create`")
          .listed(),
      flow::param("urls", &Params::urls, "git repositories to fetch, as for `git clone`").listed(),
      flow::param(
          "forge", &Params::forge,
          "kind of a server whose repositories with a Cargo.toml are fetched: github, gitea (also Forgejo)")
          .listed(),
      flow::param("forge_url", &Params::forge_url,
                  "where its API is, such as https://git.acme.test; not needed for github.com")
          .listed(),
      flow::param("forge_owners", &Params::forge_owners,
                  "organisations and users whose repositories are listed")
          .listed(),
      flow::param("forge_token", &Params::forge_token,
                  "environment variable with a token for the API; git brings its own credentials")
          .listed(),
      flow::param("forks", &Params::forks, "list forks, too").listed(),
      flow::param("archived", &Params::archived, "list archived repositories, too").listed(),
      agent_tools::system_prompt_param(&Params::system_prompt),
      flow::param("licences", &Params::licences,
                  "SPDX names of licences that are allowed beside the permissive ones, such as MPL-2.0"),
      flow::param("any_licence", &Params::any_licence,
                  "take every commit, also without a licence: for your own code"),
      flow::param(
          "own", &Params::own,
          "owners whose repositories are your own, such as acme or github.com/acme: any licence will do"),
      flow::param("block", &Params::block,
                  "what is not mined: repositories, ids of commits, globs of changed paths"),
      flow::param("first_parent", &Params::first_parent,
                  "a merged pull request is one change; auto = where most merges are pull requests"),
      flow::param(
          "verify_limit", &Params::verify_limit,
          "how many examples are proved by building and testing their commits, of each repository in turn")
          .listed()
          .at_least(0),
      flow::param("verify_minutes", &Params::verify_minutes,
                  "how long a run builds and tests, in minutes; the next run goes on. 0 = no end")
          .listed()
          .at_least(0),
      flow::param(
          "unverified", &Params::unverified,
          "examples that were not built and tested: dropped or kept; auto = dropped where verify_limit "
          "is above 0"),
      token_count::model_param(&Params::model), token_count::max_tokens_param(&Params::max_tokens),
      flow::param("min_confidence", &Params::min_confidence,
                  "how sure the class of an example must be: the share of right ones among commits as clear")
          .range(0, 1),
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
    check_forge();
    options_.licences.insert(params_.licences.begin(), params_.licences.end());
    options_.any_licence = params_.any_licence;
    options_.own.insert(params_.own.begin(), params_.own.end());
    options_.block.insert(params_.block.begin(), params_.block.end());
    options_.min_confidence = params_.min_confidence;
    const auto size = [](int value) { return static_cast<std::size_t>(value); };
    options_.limits.source_files = size(params_.max_source_files);
    options_.limits.files = size(params_.max_files);
    options_.limits.lines = size(params_.max_lines);
    options_.limits.feature_lines = size(std::max(params_.max_lines, params_.max_feature_lines));
    options_.limits.file_lines = size(params_.max_file_lines);
    options_.limits.file_bytes = size(params_.max_file_bytes);
    options_.limits.change_bytes = size(params_.max_change_bytes);
    options_.tokens.max_tokens = static_cast<std::size_t>(params_.max_tokens);
  }

  flow::Result open(flow::Context&) {
    options_.system_prompt = agent_tools::system_prompt_of(params_.system_prompt);
    options_.tokens.counter = token_count::counter_of(params_.model);
    if (params_.verify_limit == 0) return flow::ok();
    auto toolchain = cargo::find_toolchain();
    if (!toolchain) return std::unexpected(toolchain.error());
    toolchain_ = *std::move(toolchain);
    return flow::ok();
  }

  flow::Result discover(flow::Discovery<Commit>& out, flow::Context& context) const {
    const std::vector<std::string> places = places_of(out, context);
    git_miner::Selection selection(params_.first_parent);
    std::vector<git_miner::Mirror> mirrors, damaged;
    for (const std::string& place : places) {
      auto mirror =
          git_miner::update_mirror(place, {.cache = context.working_folder()}, context.stop_token());
      if (!mirror) {
        out.fail(git_miner::name_of_place(place), mirror.error());
        continue;
      }
      if (!mirror->note.empty()) context.log(flow::LogLevel::warning, mirror->note);
      (mirror->damage.empty() ? mirrors : damaged).push_back(*std::move(mirror));
    }
    std::ranges::move(damaged, std::back_inserter(mirrors));
    std::vector<std::vector<git_miner::SelectedCommit>> commits;
    for (const git_miner::Mirror& mirror : mirrors)
      commits.push_back(listed(mirror, selection, out, context));
    for (const git_miner::LostCommit& lost : selection.lost())
      out.fail(key_of(lost.repository.name, lost.commit.id), lost.commit.error);
    return add(git_miner::in_turns(std::move(commits)), out, context);
  }

  flow::Result process(const Commit& commit, Emit& out, flow::Context& context) const {
    std::optional<git_miner::ProofPlan::Turn> turn;
    if (commit.proofs) turn.emplace(*commit.proofs, commit.index, context.stop_token());
    const auto repository = git_miner::Repository::open(commit.selected.mirror);
    if (!repository) return std::unexpected(repository.error());
    std::string not_verified = "not tried", evidence;
    const git_miner::Miner miner(commit.selected.repository, options_, scanner_);
    const auto mine = [&](const git_miner::Proof* proof) {
      return miner.mine(*repository, git_miner::request_for(commit.selected, proof), context.scratch());
    };
    auto mined = mine(nullptr);
    const bool can_be_tried =
        mined && turn &&
        (mined->example || (mined->reason == git_miner::DropReason::message_no_symptom &&
                            lacks_only_a_failing_test(miner, *repository, commit, context)));
    if (can_be_tried) {
      auto with_proof = mined;
      auto attempt = attempt_of(*repository, commit, context);
      attempt.gives_example = [&](const git_miner::Proof& proof) -> base::Result<bool> {
        with_proof = mine(&proof);
        if (!with_proof) return std::unexpected(with_proof.error());
        return with_proof->example.has_value();
      };
      const auto proved = turn->outcome(attempt);
      if (!proved) return std::unexpected(proved.error());
      if (proved->proof) {
        mined = std::move(with_proof);
      } else {
        not_verified = proved->why;
        evidence = proved->evidence;
        context.log(proved->was_tried ? flow::LogLevel::info : flow::LogLevel::debug,
                    "not verified: " + proved->why + (evidence.empty() ? "" : " (" + evidence + ")"));
      }
    }
    if (!mined) return std::unexpected(mined.error());
    if (!mined->example)
      return flow::dropped(std::string(base::name_of(*mined->reason)), std::move(mined->evidence));
    if (!mined->example->metadata.verified && drops_unverified())
      return flow::dropped("not verified: " + not_verified, std::move(evidence));
    std::string id = mined->example->metadata.id;
    out(std::move(*mined->example), std::move(id));
    return flow::ok();
  }

 private:
  bool drops_unverified() const {
    return params_.unverified == Unverified::drop ||
           (params_.unverified == Unverified::automatic && params_.verify_limit > 0);
  }

  void check_forge() const {
    const bool is_asked = params_.forge != git_miner::ForgeKind::none;
    if (is_asked == params_.forge_owners.empty())
      throw flow::Failure({.problem = is_asked ? "a forge without owners" : "owners without a forge",
                           .why = "it is their repositories that are listed",
                           .what_to_do = "set forge and forge_owners, or neither"});
    if (params_.forge == git_miner::ForgeKind::gitea && params_.forge_url.empty())
      throw flow::Failure({.problem = "a forge without a place",
                           .why = "servers of Gitea and Forgejo are many",
                           .what_to_do = "set forge_url, such as https://git.acme.test"});
  }

  // Each once: a forge may list what the file names, too.
  std::vector<std::string> places_of(flow::Discovery<Commit>& out, flow::Context& context) const {
    std::vector<std::string> places = params_.urls;
    for (const flow::Path& path : params_.repositories) places.push_back(path.text);
    if (params_.forge == git_miner::ForgeKind::none) return places;
    const char* token = params_.forge_token ? std::getenv(params_.forge_token->variable.c_str()) : nullptr;
    for (const std::string& owner : params_.forge_owners) {
      const auto listed =
          git_miner::list_repositories({.kind = params_.forge,
                                        .url = params_.forge_url,
                                        .owner = owner,
                                        .token = token ? token : "",
                                        .forks_too = params_.forks,
                                        .archived_too = params_.archived},
                                       context.working_folder(), context.scratch(), context.stop_token());
      if (!listed) {
        out.fail(owner, listed.error());
        continue;
      }
      if (!listed->note.empty()) context.log(flow::LogLevel::warning, listed->note);
      std::ranges::copy_if(listed->urls, std::back_inserter(places), [&](const std::string& url) {
        return std::ranges::find(places, url) == places.end();
      });
    }
    return places;
  }

  // A fix whose message tells no symptom may have a test that shows it.
  static bool lacks_only_a_failing_test(const git_miner::Miner& miner,
                                        const git_miner::Repository& repository, const Commit& commit,
                                        flow::Context& context) {
    git_miner::MineRequest request = git_miner::request_for(commit.selected, nullptr);
    request.may_be_proved = true;
    const auto mined = miner.mine(repository, request, context.scratch());
    return mined && mined->example;
  }

  static std::string key_of(const std::string& repository, const std::string& commit) {
    return repository + "@" + commit.substr(0, 12);
  }

  static std::vector<git_miner::SelectedCommit> listed(const git_miner::Mirror& mirror,
                                                       git_miner::Selection& selection,
                                                       flow::Discovery<Commit>& out, flow::Context& context) {
    auto selected = selection.select(mirror, context.stop_token());
    if (!selected) {
      out.fail(mirror.name, selected.error());
      return {};
    }
    if (selected->is_copy) {
      context.log(flow::LogLevel::info,
                  mirror.name + " is a copy of a repository listed before: only its own commits count");
    }
    for (git_miner::SameChange& same : selected->same)
      out.drop(key_of(mirror.name, same.commit), "the same change in another repository",
               std::move(same.elsewhere));
    return std::move(selected->commits);
  }

  flow::Result add(std::vector<git_miner::SelectedCommit> commits, flow::Discovery<Commit>& out,
                   flow::Context& context) const {
    std::shared_ptr<git_miner::ProofPlan> proofs;
    if (toolchain_) {
      std::vector<std::string> ids;
      for (const git_miner::SelectedCommit& commit : commits) ids.push_back(commit.listed.id);
      auto made = git_miner::ProofPlan::make({.folder = context.working_folder() / "proofs",
                                              .toolchain = toolchain_->text(),
                                              .limit = static_cast<std::size_t>(params_.verify_limit),
                                              .budget = std::chrono::minutes(params_.verify_minutes)},
                                             std::move(ids));
      if (!made) return std::unexpected(made.error());
      proofs = *std::move(made);
    }
    for (std::size_t index = 0; index < commits.size(); ++index) {
      git_miner::SelectedCommit& commit = commits[index];
      std::string name = key_of(commit.repository.name, commit.listed.id);
      std::string fingerprint = git_miner::fingerprint_of(commit);
      if (proofs) fingerprint += proofs->fingerprint(index);
      out.add(std::move(name), std::move(fingerprint),
              {.selected = std::move(commit), .proofs = proofs, .index = index});
    }
    return flow::ok();
  }

  git_miner::ProofAttempt attempt_of(const git_miner::Repository& repository, const Commit& commit,
                                     flow::Context& context) const {
    return {.hold = [&context]() -> base::Result<std::any> { return context.hold(); },
            .prove =
                [this, &repository, &commit, &context] {
                  return git_miner::verify(
                      repository, commit.selected.listed.id,
                      {.toolchain = *toolchain_,
                       .workbench = {},
                       .scratch = context.scratch(),
                       .crates = kept_folder(commit, "crates"),
                       .kept = kept_folder(commit, "built/" + commit.selected.mirror.filename().string())},
                      context.stop_token());
                },
            .gives_example = {}};
  }

  // Beside the mirrors, so that commits and runs share what was fetched and compiled.
  static std::filesystem::path kept_folder(const Commit& commit, const std::string& name) {
    auto folder = commit.selected.mirror.parent_path() / name;
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) {
      throw flow::Failure({.problem = "cannot keep what proofs need",
                           .why = error.message(),
                           .what_to_do = "make room and writing possible in the store's folder",
                           .is_transient = true});
    }
    return folder;
  }

  Params params_;
  std::optional<cargo::Toolchain> toolchain_;
  git_miner::Options options_;
  secrets::Scanner scanner_;
};

}  // namespace

FLOW_PLUGIN(GitMiner)
