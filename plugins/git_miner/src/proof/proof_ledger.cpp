#include <fstream>
#include <iterator>
#include <utility>

#include <base/flush.hpp>
#include <digest/fields.hpp>
#include <git_miner/proof_ledger.hpp>

#include "proof/scratch_file.hpp"
#include "proof/verified_text.hpp"
#include "repository/transient.hpp"

namespace git_miner {
namespace fs = std::filesystem;
namespace {

constexpr const char* proved_ending = ".proved";
constexpr const char* unproved_ending = ".unproved";
constexpr const char* unpublished_ending = ".unpublished";

base::Error ledger_problem(const std::error_code& error) {
  return as_transient({"cannot keep what was proved", error.message(),
                       "make room and writing possible in the store's folder"});
}

}  // namespace

ProofLedger::ProofLedger(ProofLedger&& other) noexcept
    : folder_(std::move(other.folder_)),
      states_(std::move(other.states_)),
      unpublished_(std::move(other.unpublished_)) {}

base::Result<ProofLedger> ProofLedger::open(const fs::path& folder, const std::string& toolchain) {
  const std::string key = digest::fields_hex({toolchain, std::to_string(proof_version)}).substr(0, 16);
  ProofLedger ledger(folder / key);
  std::error_code error;
  fs::create_directories(ledger.folder_, error);
  for (fs::directory_iterator it(ledger.folder_, error), end; !error && it != end; it.increment(error)) {
    const fs::path& file = it->path();
    if (file.extension() == proved_ending) ledger.states_[file.stem().string()] = State::proved;
    if (file.extension() == unproved_ending)
      ledger.states_.try_emplace(file.stem().string(), State::unproved);
    if (file.extension() == unpublished_ending) ledger.unpublished_.insert(file.stem().string());
  }
  if (error) return std::unexpected(ledger_problem(error));
  return ledger;
}

fs::path ProofLedger::file_of(const std::string& commit, State state) const {
  return folder_ / (commit + (state == State::proved ? proved_ending : unproved_ending));
}

ProofLedger::State ProofLedger::state(const std::string& commit) const {
  const std::scoped_lock lock(mutex_);
  const auto found = states_.find(commit);
  return found == states_.end() ? State::untried : found->second;
}

std::optional<Verified> ProofLedger::find(const std::string& commit) const {
  const State known = state(commit);
  if (known == State::untried) return std::nullopt;
  std::ifstream in(file_of(commit, known), std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  return verified_of(text);
}

base::Result<void> ProofLedger::add(const std::string& commit, const Verified& verified) {
  const State state = verified.proof ? State::proved : State::unproved;
  const fs::path file = file_of(commit, state), aside = fs::path(file) += ".part";
  std::error_code error = write_file(aside, text_of(verified));
  if (!error) error = base::flush(aside);
  if (!error) fs::rename(aside, file, error);
  if (error) return std::unexpected(ledger_problem(error));
  const std::scoped_lock lock(mutex_);
  states_[commit] = state;
  return {};
}

bool ProofLedger::is_published(const std::string& commit) const {
  const std::scoped_lock lock(mutex_);
  const auto found = states_.find(commit);
  return found != states_.end() && found->second == State::proved && !unpublished_.contains(commit);
}

base::Result<void> ProofLedger::set_published(const std::string& commit, bool is_published) {
  const fs::path mark = folder_ / (commit + unpublished_ending);
  std::error_code error;
  if (is_published)
    fs::remove(mark, error);
  else
    error = write_file(mark, "");
  if (error) return std::unexpected(ledger_problem(error));
  const std::scoped_lock lock(mutex_);
  if (is_published)
    unpublished_.erase(commit);
  else
    unpublished_.insert(commit);
  return {};
}

}  // namespace git_miner
