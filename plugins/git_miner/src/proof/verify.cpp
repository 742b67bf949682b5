#include <limits>
#include <utility>

#include <git_miner/verify.hpp>

#include "filter/read_change_set.hpp"
#include "proof/before_side.hpp"
#include "repository/transient.hpp"

namespace git_miner {
namespace {

Or<Proof> proved(const Builder& builder, const ChangeSet& set, const Locks& locks) {
  auto after = run_after_side(builder, set, {{"Cargo.lock", locks.after}});
  if (after) return compared_with_parent(builder, set, *std::move(after), locks);
  if (after.error().problem || after.error().reason != Unproved::build_fails_after)
    return std::unexpected(after.error());
  return std::unexpected(explained_by_parent(builder, set, locks, std::move(after.error())));
}

base::Result<Verified> as_result(Refusal refusal) {
  if (refusal.problem) return std::unexpected(*std::move(refusal.problem));
  return Verified{std::nullopt, refusal.reason, std::move(refusal.evidence)};
}

}  // namespace

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
  const auto locks = locks_of(repository, *read->set, options, stop);
  if (!locks) return as_result(locks.error());
  auto work = WorkFolder::take(options.kept, options.scratch, stop);
  if (!work) return std::unexpected(work.error());
  const Builder builder(repository, options, *std::move(work), locks->crates, stop);
  auto proof = proved(builder, *read->set, *locks);
  // What fails after a stop says nothing about the commit.
  if (stop.stop_requested())
    return std::unexpected(as_transient({"cannot verify a commit", "the run was stopped", "start it again"}));
  if (!proof) return as_result(std::move(proof.error()));
  proof->toolchain = options.toolchain.text();
  return Verified{*std::move(proof), {}};
}

}  // namespace git_miner
