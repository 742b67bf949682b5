// Which commits of a run are proved: the first in their order that can be, as many as are asked for. A proof whose
// example is not published (it is too long with what was run, or holds a secret) does not count.
//
//   discover      commits in their order ──> what the ledger knows, what is handed in again ──> fingerprints
//   each unit     enter ─> (mine) ─> outcome: of the ledger, else a try when it is this commit's turn, else deferred
//
// A try may be made when it is sure that too few commits before it will be proved. So a unit waits for those before it
// that have entered and might still be; never for units that are not worked on. What the ledger has proved counts first:
// a new commit never takes the place of one that was proved before. Where mining changes, a proof may come to give an
// example, which then needs a place like a new one, or cease to, which leaves its place to others.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include <git_miner/proof_ledger.hpp>

namespace git_miner {

class DeferredProofs;

struct ProofPlanOptions {
  std::filesystem::path folder;  // of the ledger; is made
  std::string toolchain;
  std::size_t limit = 0;                // published proofs, not tries
  std::chrono::milliseconds budget{0};  // of a run's tries together; none begins later. 0 = no end
};

// A way to try, by the caller.
struct ProofAttempt {
  // Waits for what only one commit at a time may use; held until the try ends.
  std::function<base::Result<std::shared_ptr<const void>>()> hold;
  std::function<base::Result<Verified>()> prove;
  // Mines the commit with its proof: is there an example?
  std::function<base::Result<bool>(const Proof& proof)> gives_example;
};

// Thread-safe.
class ProofPlan {
 public:
  // `commits` in their order. Errors: the ledger cannot be read or written.
  static base::Result<std::shared_ptr<ProofPlan>> make(ProofPlanOptions options,
                                                       std::vector<std::string> commits);
  ~ProofPlan();

  // What a unit's fingerprint says of its proof. The ledger changes it for those alone that are to be tried again, and
  // that were proved and are beyond the limit now.
  std::string fingerprint(std::size_t index) const;

  // A unit at work. It lives until it is clear what becomes of the commit.
  class Turn {
   public:
    Turn(ProofPlan& plan, std::size_t index, std::stop_token stop);
    Turn(Turn&&) = delete;
    ~Turn();

    struct Outcome {
      std::optional<Proof> proof;
      std::string why;  // there is none; one of few texts
      bool was_tried = false;
      std::string evidence = {};  // of `why`
    };
    // Of a commit that would be an example. Where it has a proof, `gives_example` was called with it last; there need not
    // be an example. Errors: the attempt's; a stop; the disk.
    base::Result<Outcome> outcome(const ProofAttempt& attempt);

   private:
    base::Result<Outcome> known(Verified verified, const ProofAttempt& attempt);
    base::Result<Outcome> with_grant(const std::function<base::Result<Outcome>()>& granted);
    base::Result<Outcome> tried(const ProofAttempt& attempt);
    base::Result<Outcome> settle(Verified verified, bool had_place, bool is_published);
    base::Result<Outcome> deferred(bool for_time);
    Outcome beyond_limit() const;

    ProofPlan& plan_;
    const std::size_t index_;
    const std::stop_token stop_;
    std::stop_callback<std::function<void()>> on_stop_;  // whoever is to stop is waited for no longer
  };

 private:
  enum class Stage { mining, trying };
  enum class Grant { granted, limit_reached, time_used_up, stopped };

  ProofPlan(ProofPlanOptions options, std::vector<std::string> commits, ProofLedger ledger);
  void rank();
  bool is_budget_used() const;  // to be asked under the lock
  bool is_time_used_up();
  Grant wait_for(std::size_t index, const std::stop_token& stop);
  void leave(std::size_t index);
  bool has_place(std::size_t index) const { return ledger_.is_published(commits_[index]); }
  // To be asked under the lock.
  std::size_t undecided_before(std::size_t index) const;
  std::size_t mining_with_place() const;
  std::size_t trying() const;

  const ProofPlanOptions options_;
  const std::vector<std::string> commits_;
  ProofLedger ledger_;
  std::unique_ptr<DeferredProofs> deferred_;
  std::vector<bool> is_beyond_limit_;  // published, after as many others

  std::mutex mutex_;  // of what follows
  std::condition_variable_any changed_;
  std::size_t open_ = 0;  // places that the ledger left at first, and those that were given back
  std::map<std::size_t, Stage> entered_;  // that are undecided
  std::size_t made_ = 0;                  // proofs that took one of them
  std::chrono::steady_clock::duration used_{0};
};

}  // namespace git_miner
