#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include <git_miner/proof_plan.hpp>

#include "proof/deferred_proofs.hpp"
#include "repository/transient.hpp"

namespace git_miner {
namespace {

ProofPlan::Turn::Outcome outcome_of(Verified verified) {
  if (!verified.proof)
    return {{}, std::string(base::name_of(*verified.reason)), true, std::move(verified.evidence)};
  return {std::move(verified.proof), {}, true};
}

}  // namespace

ProofPlan::ProofPlan(ProofPlanOptions options, std::vector<std::string> commits, ProofLedger ledger)
    : options_(std::move(options)),
      commits_(std::move(commits)),
      ledger_(std::move(ledger)),
      deferred_(std::make_unique<DeferredProofs>(ledger_.folder() / "deferred")) {
  rank();
}

ProofPlan::~ProofPlan() = default;

base::Result<std::shared_ptr<ProofPlan>> ProofPlan::make(ProofPlanOptions options,
                                                         std::vector<std::string> commits) {
  auto ledger = ProofLedger::open(options.folder, options.toolchain);
  if (!ledger) return std::unexpected(ledger.error());
  std::shared_ptr<ProofPlan> plan(new ProofPlan(std::move(options), std::move(commits), *std::move(ledger)));
  const auto handed_in = plan->deferred_->hand_in([&](const std::string& commit, Deferral why) {
    const bool is_settled =
        plan->ledger_.state(commit) == ProofLedger::State::unproved || plan->ledger_.is_published(commit);
    return plan->open_ > 0 && !is_settled && (why == Deferral::time || why == Deferral::limit);
  });
  if (!handed_in) return std::unexpected(handed_in.error());
  return plan;
}

void ProofPlan::rank() {
  std::size_t published = 0;
  for (std::size_t index = 0; index < commits_.size(); ++index) {
    is_beyond_limit_.push_back(has_place(index) && published >= options_.limit);
    published += has_place(index) ? 1 : 0;
  }
  open_ = options_.limit - std::min(options_.limit, published);
}

std::string ProofPlan::fingerprint(std::size_t index) const {
  std::string text = "+verify:" + ledger_.key();
  if (const std::size_t round = deferred_->round(commits_[index])) text += fmt::format("+round:{}", round);
  if (is_beyond_limit_[index]) text += "+beyond-limit";
  return text;
}

std::size_t ProofPlan::undecided_before(std::size_t index) const {
  return static_cast<std::size_t>(std::count_if(
      entered_.begin(), entered_.lower_bound(index),
      [this](const auto& entered) { return entered.second == Stage::mining && !has_place(entered.first); }));
}

std::size_t ProofPlan::mining_with_place() const {
  return static_cast<std::size_t>(std::ranges::count_if(entered_, [this](const auto& entered) {
    return entered.second == Stage::mining && has_place(entered.first) && !is_beyond_limit_[entered.first];
  }));
}

std::size_t ProofPlan::trying() const {
  return static_cast<std::size_t>(
      std::ranges::count(entered_, Stage::trying, [](const auto& one) { return one.second; }));
}

bool ProofPlan::is_budget_used() const { return options_.budget.count() > 0 && used_ >= options_.budget; }

bool ProofPlan::is_time_used_up() {
  const std::scoped_lock lock(mutex_);
  return is_budget_used();
}

ProofPlan::Grant ProofPlan::wait_for(std::size_t index, const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  Grant grant = Grant::stopped;
  const auto is_clear = [&] {
    if (made_ >= open_ + mining_with_place()) {
      grant = Grant::limit_reached;
    } else if (is_budget_used()) {
      grant = Grant::time_used_up;
    } else if (made_ + trying() + undecided_before(index) < open_) {
      grant = Grant::granted;
    } else {
      return false;
    }
    return true;
  };
  if (!changed_.wait(lock, stop, is_clear) || stop.stop_requested()) return Grant::stopped;
  if (grant == Grant::granted) entered_[index] = Stage::trying;
  return grant;
}

void ProofPlan::leave(std::size_t index) {
  {
    const std::scoped_lock lock(mutex_);
    entered_.erase(index);
  }
  changed_.notify_all();
}

ProofPlan::Turn::Turn(ProofPlan& plan, std::size_t index, std::stop_token stop)
    : plan_(plan),
      index_(index),
      stop_(std::move(stop)),
      on_stop_(stop_, [&plan, index] { plan.leave(index); }) {
  const std::scoped_lock lock(plan_.mutex_);
  if (!stop_.stop_requested()) plan_.entered_[index_] = Stage::mining;
}

ProofPlan::Turn::~Turn() { plan_.leave(index_); }

base::Result<ProofPlan::Turn::Outcome> ProofPlan::Turn::outcome(const ProofAttempt& attempt) {
  if (plan_.is_beyond_limit_[index_]) return beyond_limit();
  if (auto verified = plan_.ledger_.find(plan_.commits_[index_])) return known(*std::move(verified), attempt);
  // Proved, but what the ledger has of it cannot be read any more: its place is its own.
  if (plan_.has_place(index_)) return tried(attempt);
  return with_grant([&] { return tried(attempt); });
}

base::Result<ProofPlan::Turn::Outcome> ProofPlan::Turn::known(Verified verified,
                                                              const ProofAttempt& attempt) {
  if (!verified.proof) return outcome_of(std::move(verified));
  const auto gives = attempt.gives_example(*verified.proof);
  if (!gives) return std::unexpected(gives.error());
  const bool had_place = plan_.has_place(index_);
  const auto settled = [&] { return settle(std::move(verified), had_place, *gives); };
  return *gives && !had_place ? with_grant(settled) : settled();
}

base::Result<ProofPlan::Turn::Outcome> ProofPlan::Turn::with_grant(
    const std::function<base::Result<Outcome>()>& granted) {
  switch (plan_.wait_for(index_, stop_)) {
    case Grant::granted:
      return granted();
    case Grant::limit_reached:
      return deferred(false);
    case Grant::time_used_up:
      return deferred(true);
    case Grant::stopped:
      break;
  }
  return std::unexpected(as_transient({"cannot verify a commit", "the run was stopped", "start it again"}));
}

base::Result<ProofPlan::Turn::Outcome> ProofPlan::Turn::tried(const ProofAttempt& attempt) {
  const bool had_place = plan_.has_place(index_);
  base::Result<Verified> verified;
  {
    const auto held = attempt.hold();
    if (!held) return std::unexpected(held.error());
    if (plan_.is_time_used_up()) return deferred(true);  // by those that held it before
    const auto begin = std::chrono::steady_clock::now();
    verified = attempt.prove();
    const std::scoped_lock lock(plan_.mutex_);
    plan_.used_ += std::chrono::steady_clock::now() - begin;
  }
  if (!verified) return std::unexpected(verified.error());
  if (auto kept = plan_.ledger_.add(plan_.commits_[index_], *verified); !kept)
    return std::unexpected(kept.error());
  if (!verified->proof) return outcome_of(*std::move(verified));
  const auto gives = attempt.gives_example(*verified->proof);
  if (!gives) return std::unexpected(gives.error());
  return settle(*std::move(verified), had_place, *gives);
}

base::Result<ProofPlan::Turn::Outcome> ProofPlan::Turn::settle(Verified verified, bool had_place,
                                                               bool is_published) {
  const std::string& commit = plan_.commits_[index_];
  if (plan_.ledger_.is_published(commit) != is_published) {
    if (auto kept = plan_.ledger_.set_published(commit, is_published); !kept)
      return std::unexpected(kept.error());
  }
  {
    const std::scoped_lock lock(plan_.mutex_);
    if (is_published && !had_place) ++plan_.made_;
    if (!is_published && had_place) ++plan_.open_;
    plan_.entered_.erase(index_);
  }
  plan_.changed_.notify_all();
  return outcome_of(std::move(verified));
}

base::Result<ProofPlan::Turn::Outcome> ProofPlan::Turn::deferred(bool for_time) {
  const auto kept =
      plan_.deferred_->defer(plan_.commits_[index_], for_time ? Deferral::time : Deferral::limit);
  if (!kept) return std::unexpected(kept.error());
  return for_time ? Outcome{{}, "not tried: the time for proofs is used up"} : beyond_limit();
}

ProofPlan::Turn::Outcome ProofPlan::Turn::beyond_limit() const {
  return {
      {}, "not tried: enough proofs are there", false, fmt::format("verify_limit {}", plan_.options_.limit)};
}

}  // namespace git_miner
