#include <algorithm>
#include <cstdlib>
#include <utility>

#include <git_miner/mine.hpp>

#include "change/change_set.hpp"
#include "change/classify.hpp"
#include "change/crate_facts.hpp"
#include "change/crate_use.hpp"
#include "change/facts.hpp"
#include "change/safe_path.hpp"
#include "conversation/compose.hpp"
#include "conversation/context_file.hpp"
#include "conversation/wording.hpp"
#include "proof/test_runs.hpp"

namespace git_miner {
namespace {

Mined dropped(std::string reason) { return {std::nullopt, std::move(reason)}; }

// A number that is the same whenever the commit is mined.
std::uint64_t choice_of(const std::string& commit) {
  return std::strtoull(commit.substr(0, 15).c_str(), nullptr, 16);
}

// The file that a request names: of several the most changed source that is there already. Two requests in
// three name one.
std::string place_of(const ChangeSet& set, std::uint64_t choice) {
  if (set.files.size() < 2 || choice % 3 == 0) return "";
  const ChangedFile* most = nullptr;
  for (const ChangedFile& file : set.files) {
    if (!file.is_rust || file.is_test || file.change.kind == ChangeKind::added) continue;
    if (!most || file.source_lines > most->source_lines) most = &file;
  }
  return most ? most->change.before.path : "";
}

std::string class_fault(const ChangeSet& set, const Facts& facts, const Limits& limits) {
  if (facts.own_version_changed) return "release or version bump";
  if (facts.manifest_only && facts.crates_added.empty() && facts.crates_unused.empty() &&
      facts.crates_removed.empty())
    return facts.versions_changed.empty() ? "no change of code" : "only versions of dependencies";
  const auto outcome = classify(set.message, facts);
  if (!outcome.is_clear) return "no clear class";
  std::size_t source = 0;
  for (const ChangedFile& file : set.files) source += file.is_rust ? file.source_lines : 0;
  if (outcome.best.work != Work::feature && source > limits.lines) return "too many changed lines";
  return "";
}

bool holds_secret(const secrets::Scanner& scanner, const chat::Example& example) {
  const auto has = [&](const std::string& text) { return !scanner.find(text).empty(); };
  return std::ranges::any_of(example.messages, [&](const chat::Message& message) {
    return (message.role != "system" && has(message.content)) ||
           std::ranges::any_of(message.tool_calls,
                               [&](const chat::ToolCall& call) { return has(call.function.arguments); });
  });
}

chat::Metadata metadata_of(const RepositoryName& repository, const ChangeSet& set, const Classification& best,
                           const CrateFacts& crate) {
  chat::Metadata metadata;
  metadata.id = "git-" + repository.identity + "-" + set.text.id.substr(0, 12);
  metadata.origin = "git";
  metadata.git = chat::GitOrigin{.repository = repository.name,
                                 .commit = set.text.id,
                                 .parent = set.text.parents.front(),
                                 .evidence = best.evidence,
                                 .confidence = best.confidence};
  metadata.category = std::string(name_of(best.work));
  if (!crate.licence.empty()) metadata.licence = crate.licence;
  metadata.edition = crate.edition;
  metadata.group = "git-" + repository.identity;
  return metadata;
}

void add_proof(const Proof& proof, chat::Metadata& metadata) {
  metadata.verified = true;
  metadata.verification = chat::Verification{.commands = {}, .toolchain = proof.toolchain};
  for (const CapturedRun& run : proof.after)
    metadata.verification->commands.push_back({run.command, run.exit_code});
}

constexpr std::ptrdiff_t most_listed = 60;

// None where the list would be long, or hold a name that git quotes.
std::string list_of_sources(const Repository& repository, const std::string& commit) {
  const auto files = repository.tree(commit);
  if (!files || !*files) return "";
  std::vector<std::string> paths;
  for (const FileSide& file : **files) {
    if (file.path.ends_with(".rs")) paths.push_back(file.path);
  }
  std::ranges::sort(paths);
  std::string list;
  for (const std::string& path : paths) {
    if (!is_safe_path(path)) return "";
    list += path + "\n";
  }
  return std::ssize(paths) > most_listed ? "" : list;
}

enum class Spelling { path, name };

bool mentions_a_file(const ChangeSet& set, const std::string& text, Spelling spelling) {
  return std::ranges::any_of(set.files, [&](const ChangedFile& file) {
    const std::string& path = file.change.path();
    return text.find(spelling == Spelling::path ? path : path.substr(path.rfind('/') + 1)) != text.npos;
  });
}

// Whether all that comes new into the manifests is of use.
std::string dependency_fault(const Repository& repository, const MineRequest& request, const Facts& facts) {
  if (request.dependency_removed) return "dependency removed later";
  const auto unused = [&](const std::string& key) { return !is_used(repository, request.commit, key); };
  return std::ranges::any_of(facts.crates_unused, unused) ? "a new dependency is not used" : "";
}

}  // namespace

Miner::Miner(RepositoryName repository, Options options, secrets::Scanner scanner)
    : repository_(std::move(repository)), options_(std::move(options)), scanner_(std::move(scanner)) {}

base::Result<Mined> Miner::mine(const Repository& repository, const MineRequest& request,
                                const std::filesystem::path& scratch) const {
  if (request.reverted) return dropped("reverted, or a revert");
  auto read = read_change_set(repository, request.commit, request.merges_too, options_.limits);
  if (!read) return std::unexpected(read.error());
  if (!read->set) return dropped(std::move(read->reason));
  const ChangeSet& set = *read->set;
  if (auto fault = fault_of(set, options_.limits); !fault.empty()) return dropped(std::move(fault));
  const Facts facts = facts_of(set);
  if (auto fault = class_fault(set, facts, options_.limits); !fault.empty()) return dropped(std::move(fault));
  const auto crate = crate_facts(repository, request.commit, set.files.front().change.path());
  if (!options_.any_licence) {
    if (crate.licence.empty()) return dropped("no licence known");
    if (!is_allowed(crate.licence, options_.licences)) return dropped("licence not allowed");
  }
  const Classification best = classify(set.message, facts).best;
  const std::uint64_t choice = choice_of(request.commit);
  if (best.work == Work::dependency) {
    if (auto fault = dependency_fault(repository, request, facts); !fault.empty())
      return dropped(std::move(fault));
  }
  const auto failing = request.proof ? first_failing_test(*request.proof) : std::nullopt;
  const bool names_one = failing || mentions_a_file(set, set.text.message, Spelling::name);
  const std::string place = names_one ? "" : place_of(set, choice);
  std::string question = request_text(set.message, best.work, place, failing, choice);
  std::string files;
  if (!mentions_a_file(set, question, Spelling::path)) {
    files = list_of_sources(repository, set.text.parents.front());
  }
  auto example = compose({.set = set,
                          .system_prompt = options_.system_prompt,
                          .request = std::move(question),
                          .report = report_text(set.message, best.work, facts, request.proof, choice),
                          .remarks = remarks(set, facts, choice),
                          .context = context_file(repository, set),
                          .files = std::move(files),
                          .proof = request.proof},
                         scanner_, scratch);
  if (!example) return dropped(example.error());
  if (holds_secret(scanner_, *example)) return dropped("secret or personal data");
  example->metadata = metadata_of(repository_, set, best, crate);
  if (request.proof) {
    add_proof(*request.proof, example->metadata);
  } else {
    example->messages.back().weight = 0;  // who learns it learns to report without having checked
  }
  return Mined{*std::move(example), ""};
}

}  // namespace git_miner
