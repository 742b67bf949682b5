// git_miner: the commits of git repositories in, one training example for each that is worth learning out.
#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <memory>
#include <optional>

#include <fmt/core.h>

#include <agent_tools/stage_prompt.hpp>
#include <chat/record.hpp>
#include <flow/plugin.hpp>
#include <git_miner/forge.hpp>
#include <git_miner/proof_plan.hpp>
#include <git_miner/repository_pool.hpp>
#include <git_miner/selection.hpp>
#include <git_miner/verify.hpp>
#include <token_count/stage_tokens.hpp>

#include "params.hpp"

namespace {

struct Commit {
  git_miner::SelectedCommit selected;
  std::shared_ptr<git_miner::ProofPlan> proofs;  // null where none are asked for
  std::size_t index = 0;                         // in the order of proofs
};

using Held = std::pair<std::shared_ptr<const void>, flow::Held>;

class GitMiner : public flow::Source<Commit, chat::Example> {
 public:
  static constexpr flow::StageInfo info{.name = "git_miner",
                                        .version = 13,
                                        .summary = "Turns commits of git repositories into training examples",
                                        .traits = flow::deterministic | flow::blocking,
                                        .may_hold = {{{"cargo", 1}}}};
  static constexpr auto params = miner_params;

  explicit GitMiner(MinerParams params) : params_(std::move(params)) {
    check_forge();
    options_ = mining_options(params_);
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
      context.progress(0, 0, "fetching " + git_miner::name_of_place(place));
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
    const auto taken = repositories_.take(commit.selected.mirror);
    if (!taken) return std::unexpected(taken.error());
    const git_miner::Repository& repository = **taken;
    std::string not_verified = "not tried", evidence;
    const git_miner::Miner miner(commit.selected.repository, options_, scanner_);
    const auto mine = [&](const git_miner::Proof* proof) {
      return miner.mine(repository, git_miner::request_for(commit.selected, proof),
                        [&context] { return std::filesystem::path(context.scratch()); });
    };
    auto mined = mine(nullptr);
    const bool can_be_tried =
        mined && turn &&
        (mined->example || (mined->reason == git_miner::DropReason::message_no_symptom &&
                            lacks_only_a_failing_test(miner, repository, commit, context)));
    if (can_be_tried) {
      auto with_proof = mined;
      auto attempt = attempt_of(repository, commit, context);
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
    const auto built = kept_folder(commit, "built/" + commit.selected.mirror.filename().string());
    return {.hold = [built, &context]() -> base::Result<std::shared_ptr<const void>> {
              // First, so that nobody waits with cargo in hand.
              auto turn = git_miner::turn_in(built, context.stop_token());
              if (!turn) return std::unexpected(turn.error());
              auto held = context.hold();
              if (!held) return std::unexpected(held.error());
              return std::make_shared<const Held>(*std::move(turn), *std::move(held));
            },
            .prove =
                [this, built, &repository, &commit, &context] {
                  context.progress(0, 0, "building and testing");
                  return git_miner::verify(repository, commit.selected.listed.id,
                                           {.toolchain = *toolchain_,
                                            .workbench = {},
                                            .scratch = context.scratch(),
                                            .crates = kept_folder(commit, "crates"),
                                            .kept = built},
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

  MinerParams params_;
  std::optional<cargo::Toolchain> toolchain_;
  git_miner::Options options_;
  mutable git_miner::RepositoryPool repositories_;
  secrets::Scanner scanner_;
};

}  // namespace

FLOW_PLUGIN(GitMiner)
