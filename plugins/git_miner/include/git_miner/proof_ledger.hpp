// What the proofs of commits came to, kept from run to run.
//
//   folder/<digest of toolchain and version of the proof code>/<commit>.proved | <commit>.unproved
//                                                              <commit>.unpublished   empty, beside a proof
//
// An outcome is written when its try ends, and in one step: it survives whatever ends the process, and changes of the
// mining code. What was proved once is not built again, nor is a commit whose proof gave no example when it was last mined.
#pragma once

#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>

#include <git_miner/verify.hpp>

namespace git_miner {

// Raise it when `verify` answers otherwise than before.
inline constexpr int proof_version = 4;

// Thread-safe. One process at a time.
class ProofLedger {
 public:
  // `folder` is made. Errors: it cannot be made or read.
  static base::Result<ProofLedger> open(const std::filesystem::path& folder, const std::string& toolchain);
  ProofLedger(ProofLedger&& other) noexcept;

  enum class State { untried, proved, unproved };
  State state(const std::string& commit) const;

  // None where there was no try, or what is there cannot be read any more.
  std::optional<Verified> find(const std::string& commit) const;
  // The error is the disk's.
  base::Result<void> add(const std::string& commit, const Verified& verified);

  // Proved, and not known to give no example.
  bool is_published(const std::string& commit) const;
  // The error is the disk's.
  base::Result<void> set_published(const std::string& commit, bool is_published);

  const std::filesystem::path& folder() const { return folder_; }
  // What outcomes hold for: changes with the toolchain and with proof_version.
  std::string key() const { return folder_.filename().string(); }

 private:
  explicit ProofLedger(std::filesystem::path folder) : folder_(std::move(folder)) {}
  std::filesystem::path file_of(const std::string& commit, State state) const;

  std::filesystem::path folder_;
  mutable std::mutex mutex_;
  std::map<std::string, State> states_;
  std::set<std::string> unpublished_;
};

}  // namespace git_miner
