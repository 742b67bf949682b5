#include "proof/deferred_proofs.hpp"

#include <fstream>
#include <sstream>
#include <utility>

#include <fmt/format.h>

#include "proof/scratch_file.hpp"
#include "repository/transient.hpp"

namespace git_miner {
namespace fs = std::filesystem;
namespace {

base::Error problem(std::string why) {
  return as_transient({"cannot keep which commits are to be proved later", std::move(why),
                       "make room and writing possible in the store's folder"});
}

}  // namespace

DeferredProofs::DeferredProofs(fs::path file) : file_(std::move(file)) {
  std::ifstream in(file_);
  for (std::string line; std::getline(in, line);) {
    std::istringstream words(line);
    std::string commit, why;
    Entry entry;
    if (!(words >> commit >> entry.round >> why)) continue;  // cut off when a process was killed
    const auto known = base::enum_of<Deferral>(why);
    if (!known) continue;
    entry.why = *known;
    entries_[commit] = entry;
  }
}

std::string DeferredProofs::line_of(const std::string& commit, const Entry& entry) {
  return fmt::format("{} {} {}\n", commit, entry.round, base::name_of(entry.why));
}

std::size_t DeferredProofs::round(const std::string& commit) const {
  const std::scoped_lock lock(mutex_);
  const auto found = entries_.find(commit);
  return found == entries_.end() ? 0 : found->second.round;
}

base::Result<void> DeferredProofs::hand_in(
    const std::function<bool(const std::string& commit, Deferral why)>& is_wanted) {
  const std::scoped_lock lock(mutex_);
  bool any = false;
  std::string text;
  for (auto& [commit, entry] : entries_) {
    if (entry.why != Deferral::again && is_wanted(commit, entry.why)) {
      entry = {entry.round + 1, Deferral::again};
      any = true;
    }
    text += line_of(commit, entry);
  }
  if (!any) return {};
  const fs::path aside = fs::path(file_) += ".part";
  std::error_code error = write_file(aside, text);
  if (!error) fs::rename(aside, file_, error);
  if (error) return std::unexpected(problem(error.message()));
  return {};
}

base::Result<void> DeferredProofs::defer(const std::string& commit, Deferral why) {
  const std::scoped_lock lock(mutex_);
  Entry& entry = entries_[commit];
  entry.why = why;
  std::ofstream out(file_, std::ios::app);
  if (!(out << line_of(commit, entry)).flush()) return std::unexpected(problem("writing failed"));
  return {};
}

}  // namespace git_miner
