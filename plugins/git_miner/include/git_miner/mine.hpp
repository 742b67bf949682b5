// One commit to one training example.
//
//   commit ──filters──> change set ──evidence──> class ──> conversation
//                                                             │ its calls, carried out on the parent's files,
//                                                             │ must leave exactly the commit's
//                                                             ▼
//                                                          chat::Example
//
// The conversation shows: a request made of the message and of the tests of a fix or a feature, with the output of one that fails where
// it was run;
// with a proof the new tests and the run that fails; `grep`, `glob` and `read` calls that lead from the words of
// the request and of what was printed to each place that is edited, none of which asks for what nothing has shown
// (see src/search/search.hpp); `edit` and `write` calls in the order of reading, but manifests first, new tests and files before
// the source they go with, the first of a file with a remark where it lies in one item; `mv` and `rm` for files that are
// renamed or deleted; with a proof the runs that succeed; a report, which is not to be learnt (weight 0) where nothing
// was built and tested.
// An example that is longer than Options::tokens allows reads less, or is dropped. Ignored files that the commit changed too
// (Cargo.lock, change logs, generated code) are left out of all of it, as if the commit did not touch them.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <base/enum_names.hpp>
#include <chat/example.hpp>
#include <git_miner/drop_reason.hpp>
#include <git_miner/options.hpp>
#include <git_miner/repository.hpp>
#include <secrets/scanner.hpp>

namespace git_miner {

struct RepositoryName {
  std::string name;  // as in Mirror
  std::string identity;
  std::string group = {};
};

struct CapturedRun {
  std::string command;  // "cargo test"
  std::string output;   // as published, see src/proof/captured.hpp
  int exit_code = 0;
};

// What a proof rests on.
enum class ProofKind {
  tested,  // tests that cover the changed packages pass after, and none of those that passed before is gone
  built,   // there are no tests; the changed code was compiled
};
constexpr auto enum_names(ProofKind) { return base::names("tested", "built"); }

// A check of the house cycle that says nothing about the commit: it failed before as well.
struct LeftOutCheck {
  std::string command;
  std::string why;
  // The run on the parent, which shows it; none where its output tells of something else than the code. Of tests that
  // are skipped by name it is always there, and names each of them as failing.
  std::optional<CapturedRun> baseline = {};
};

// What was really run for a commit, see verify.hpp.
struct Proof {
  ProofKind kind = ProofKind::tested;
  // Files with the commit's tests in the parent's source, by path; edited first. Empty where the tests came
  // with the rest.
  std::map<std::string, std::string> tests_first;
  // Runs that fail before the change: on the parent, or on the tests in the parent's source. May be empty.
  std::vector<CapturedRun> before;
  // The house cycle on the commit, in its order; each succeeds.
  std::vector<CapturedRun> after;
  std::vector<LeftOutCheck> left_out;
  // How this toolchain was brought to build code of older days, one sentence each.
  std::vector<std::string> remedies = {};
  std::string toolchain;
};

struct Mined {
  std::optional<chat::Example> example;
  std::optional<DropReason> reason;  // where there is none
  std::string evidence = {};  // with the reason: what was found and what it was compared with; may be empty
};

struct MineRequest {
  std::string commit;
  bool merges_too = false;  // in histories of first parents
  std::string reverted;     // as listed, like the next two
  bool dependency_removed = false;
  std::string mended;
  const Proof* proof = nullptr;
  // Without a proof: a fix whose message tells no symptom is an example, too, if it brings a test that may show it.
  bool may_be_proved = false;
};

// An existing folder, asked for where one is needed: most commits need none.
using ScratchFolder = std::function<std::filesystem::path()>;

// Errors: an object that the commit needs is missing or damaged; a path that is not UTF-8 (a rejection).
// Thread-safe with a repository object for each thread. What is put into the scratch folder
// is removed.
class Miner {
 public:
  // A scanner takes about 10 ms to make; copies share its rules.
  Miner(RepositoryName repository, Options options, secrets::Scanner scanner = {});

  base::Result<Mined> mine(const Repository& repository, const MineRequest& request,
                           const ScratchFolder& scratch) const;
  base::Result<Mined> mine(const Repository& repository, const MineRequest& request,
                           const std::filesystem::path& scratch) const {
    return mine(repository, request, [&] { return scratch; });
  }

 private:
  // As if nothing that it needs were missing or damaged.
  base::Result<Mined> mine_readable(const Repository& repository, const MineRequest& request,
                                    const ScratchFolder& scratch) const;

  RepositoryName repository_;
  Options options_;
  secrets::Scanner scanner_;
};

}  // namespace git_miner
