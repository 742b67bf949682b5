#include <algorithm>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <git_miner/verify.hpp>

#include "filter/read_change_set.hpp"
#include "proof/before_side.hpp"
#include "repository/file_lock.hpp"
#include "repository/transient.hpp"

namespace git_miner {
namespace {

Or<Proof> proved(const Builder& builder, const ChangeSet& set, const Locks& locks,
                 const sandbox::Outcome& formatted) {
  auto after = run_after_side(builder, set, {{"Cargo.lock", locks.after}}, formatted);
  if (after) return compared_with_parent(builder, set, *std::move(after), locks);
  const Unproved reason = after.error().reason;
  if (after.error().problem ||
      (reason != Unproved::build_fails_after && reason != Unproved::tests_fail_after))
    return std::unexpected(after.error());
  return std::unexpected(explained_by_parent(builder, set, locks, std::move(after.error())));
}

// What fails before the commit as well says nothing about it, as long as there is a way to make it succeed.
std::optional<Remedy> remedy_after(const Or<Proof>& proof, const std::vector<std::string>& used) {
  if (proof || proof.error().problem) return std::nullopt;
  const Refusal& refusal = proof.error();
  const bool fails_before = refusal.reason == Unproved::build_fails || refusal.reason == Unproved::tests_fail;
  if (!fails_before || !refusal.remedy) return std::nullopt;
  if (std::ranges::find(used, base::name_of(*refusal.remedy)) != used.end()) return std::nullopt;
  return refusal.remedy;
}

base::Result<Verified> as_result(Refusal refusal) {
  if (refusal.problem) return std::unexpected(*std::move(refusal.problem));
  return Verified{std::nullopt, refusal.reason, std::move(refusal.evidence)};
}

}  // namespace

base::Result<std::shared_ptr<const void>> turn_in(const std::filesystem::path& kept, std::stop_token stop) {
  auto turn = FileLock::take(kept / "turn", std::chrono::hours(24), stop);
  if (!turn) return std::unexpected(as_transient(turn.error()));
  return std::make_shared<const FileLock>(*std::move(turn));
}

base::Result<Verified> verify(const Repository& repository, const std::string& commit,
                              const VerifyOptions& options, std::stop_token stop) {
  // Sizes were asked when it was mined, with the user's own limits.
  constexpr std::size_t any = std::numeric_limits<std::size_t>::max();
  const Limits limits{.deltas = any,
                      .source_files = any,
                      .files = any,
                      .lines = any,
                      .feature_lines = any,
                      .least_lines = 0,
                      .file_lines = any,
                      .file_bytes = any,
                      .change_bytes = any};
  const auto read = read_change_set(repository, commit, true, limits);
  if (!read) return std::unexpected(read.error());
  if (!read->set) return Verified{std::nullopt, Unproved::not_mined};
  auto locks = locks_of(repository, *read->set, options, CratesFrom::lock_files, stop);
  if (!locks) return as_result(locks.error());
  auto work = WorkFolder::take(options.kept, options.scratch, stop);
  if (!work) return std::unexpected(work.error());
  Builder builder(repository, options, *std::move(work), locks->crates, stop);
  const auto formatted = run_format(builder, *read->set);
  auto proof = formatted ? proved(builder, *read->set, *locks, *formatted)
                         : Or<Proof>(std::unexpected(formatted.error()));
  std::vector<std::string> remedies;
  while (const auto remedy = remedy_after(proof, remedies)) {
    if (remedy == Remedy::newer_crates) {
      auto newer = locks_of(repository, *read->set, options, CratesFrom::manifests, stop);
      if (!newer && newer.error().problem) return as_result(newer.error());
      if (!newer) break;
      *locks = *std::move(newer);
    }
    builder.use(*remedy);
    remedies.emplace_back(base::name_of(*remedy));
    proof = proved(builder, *read->set, *locks, *formatted);
  }
  // What fails after a stop says nothing about the commit.
  if (stop.stop_requested())
    return std::unexpected(as_transient({"cannot verify a commit", "the run was stopped", "start it again"}));
  if (!proof) return as_result(std::move(proof.error()));
  proof->remedies = std::move(remedies);
  proof->toolchain = options.toolchain.text();
  return Verified{*std::move(proof), {}};
}

}  // namespace git_miner
