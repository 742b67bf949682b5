#include <algorithm>
#include <functional>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>

#include <fmt/format.h>
#include <re2/re2.h>

#include <git_miner/history.hpp>

#include "change/line_index.hpp"
#include "change/lower.hpp"
#include "change/manifest.hpp"
#include "change/message.hpp"
#include "filter/line_digest.hpp"
#include "filter/mended_later.hpp"

namespace git_miner {
namespace {

constexpr std::size_t revert_distance = 30;
constexpr std::size_t most_files = 8;        // larger commits are dropped anyway
constexpr std::size_t most_deltas = 10'000;  // manifests are looked for among as many

base::Error stopped() { return {"cannot list the commits", "the run was stopped", "start it again", true}; }

// Sums up lines so that the inverse change has the negative sum, wherever the lines stand.
void add_lines(const LineIndex& text, const std::string& path, const LineRange& lines, std::uint64_t sign,
               std::uint64_t& sum) {
  for (std::size_t line = lines.begin; line < std::min(lines.end, text.count()); ++line) {
    sum += sign * line_digest(path, text.line(line));
  }
}

// Asked for one commit after the other, newest first.
class RemovedDependencies {
 public:
  explicit RemovedDependencies(const Repository& repository) : repository_(repository) {}

  bool are_removed_later(const std::vector<RawChange>& changes) {
    std::set<std::string> added,
        removed;  // over all manifests of a commit: moving from one to another is neither
    for (const RawChange& change : changes) {
      if (change.path != "Cargo.toml" && !change.path.ends_with("/Cargo.toml")) continue;
      const auto before = manifest(change.before), after = manifest(change.after);
      if (!before || !after) continue;
      const DependencyChanges found = compare_manifests(*before, *after);
      added.insert(found.added.begin(), found.added.end());
      removed.insert(found.removed.begin(), found.removed.end());
    }
    const bool gone = std::ranges::any_of(
        added, [&](const std::string& key) { return removed_.contains(key) && !removed.contains(key); });
    std::ranges::copy_if(removed, std::inserter(removed_, removed_.end()),
                         [&](const std::string& key) { return !added.contains(key); });
    return gone;
  }

 private:
  std::optional<Manifest> manifest(const std::string& blob) const {
    if (blob.empty()) return std::nullopt;
    const auto text = repository_.blob(blob);
    return text ? read_manifest(*text) : std::nullopt;
  }

  const Repository& repository_;
  std::set<std::string> removed_;
};

void mark(ListedCommit& commit, const std::string& how) {
  if (commit.reverted.empty()) commit.reverted = how;
}

void mark_revert(ListedCommit& newer, ListedCommit& older, std::string_view how) {
  const auto name = [](const ListedCommit& commit) { return commit.id.substr(0, 12); };
  mark(newer, fmt::format("it {} {}", how, name(older)));
  mark(older, fmt::format("{} {} it", name(newer), how));
}

// Finds what later commits take back or mend among commits, newest first.
class RevertFinder {
 public:
  // `texts` of the commits, in their order.
  RevertFinder(const Repository& repository, const std::vector<CommitText>& texts,
               std::vector<ListedCommit>& commits, const std::stop_token& stop)
      : repository_(repository),
        texts_(texts),
        commits_(commits),
        dependencies_(repository),
        mended_(repository),
        stop_(stop) {}

  base::Result<void> find() {
    std::vector<std::uint64_t> paths;
    for (std::size_t i = 0; i < commits_.size(); ++i) {
      ListedCommit& commit = commits_[i];
      if (stop_.stop_requested()) return std::unexpected(stopped());
      const auto changes = repository_.raw_changes(commit.id, most_deltas);
      if (!changes && !changes.error().is_rejection) return std::unexpected(changes.error());
      if (!changes) {  // rejected when it is mined
        paths.push_back(0);
        continue;
      }
      paths.push_back(commit.parents == 1 ? touched_paths(*changes) : 0);
      commit.contents = contents_of(*changes);
      if (commit.parents > 0) commit.dependency_removed = dependencies_.are_removed_later(*changes);
      commit.mended = mended_.mended(texts_[i], *changes);
    }
    for (std::size_t newer = 0; newer < commits_.size(); ++newer) {
      if (paths[newer] == 0) continue;
      if (stop_.stop_requested()) return std::unexpected(stopped());
      const std::size_t end = std::min(newer + 1 + revert_distance, commits_.size());
      for (std::size_t older = newer + 1; older < end; ++older) {
        if (paths[older] != paths[newer]) continue;
        const auto a = line_sum(newer), b = line_sum(older);
        if (a && b && *a + *b == 0) mark_revert(commits_[newer], commits_[older], "takes back the lines of");
      }
    }
    return {};
  }

 private:
  // 0 for commits that are not compared.
  static std::uint64_t touched_paths(const std::vector<RawChange>& changes) {
    if (changes.empty() || changes.size() > most_files) return 0;
    std::uint64_t sum = 0;
    for (const RawChange& change : changes) sum += line_digest(change.path, "");
    return sum;
  }

  // The order of files is that of their paths, which may be others elsewhere.
  static std::uint64_t contents_of(const std::vector<RawChange>& changes) {
    std::uint64_t sum = 0;
    for (const RawChange& change : changes) sum += line_digest(change.before, change.after);
    return sum;
  }

  std::optional<std::uint64_t> line_sum(std::size_t index) {
    if (const auto known = sums_.find(index); known != sums_.end()) return known->second;
    return sums_[index] = computed_sum(commits_[index].id);
  }

  std::optional<std::uint64_t> computed_sum(const std::string& id) const {
    const auto changes = repository_.changes(id, most_files);
    if (!changes) return std::nullopt;
    std::uint64_t sum = 0;
    bool any = false;
    for (const FileChange& change : changes->files) {
      if (change.is_binary) return std::nullopt;
      const auto before =
          change.before.id.empty() ? std::string() : repository_.blob(change.before.id).value_or("");
      const auto after =
          change.after.id.empty() ? std::string() : repository_.blob(change.after.id).value_or("");
      const LineIndex before_lines(before), after_lines(after);
      for (const ChangedLines& lines : change.lines) {
        add_lines(before_lines, change.path(), lines.before, std::uint64_t(-1), sum);
        add_lines(after_lines, change.path(), lines.after, 1, sum);
        any = true;
      }
    }
    return any ? std::optional(sum) : std::nullopt;
  }

  const Repository& repository_;
  const std::vector<CommitText>& texts_;
  std::vector<ListedCommit>& commits_;
  RemovedDependencies dependencies_;
  MendedLater mended_;
  std::stop_token stop_;
  std::unordered_map<std::size_t, std::optional<std::uint64_t>> sums_;
};

// Both the commits that a message says it takes back, and itself.
void mark_told_reverts(const std::vector<CommitText>& texts, std::vector<ListedCommit>& commits) {
  static const RE2 told(R"((?i)\brevert(?:s|ing|ed)?(?: commit)?:?\s+([0-9a-f]{7,40})\b)");
  std::map<std::string, std::size_t> by_id;
  for (std::size_t i = 0; i < commits.size(); ++i) by_id[commits[i].id] = i;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    re2::StringPiece rest(texts[i].message);
    std::string id;
    while (RE2::FindAndConsume(&rest, told, &id)) {
      id = lower(id);
      const auto found = by_id.lower_bound(id);
      if (found != by_id.end() && found->first.starts_with(id))
        mark_revert(commits[i], commits[found->second], "says that it reverts");
      else
        mark(commits[i], "it says that it reverts " + id);
    }
    if (texts[i].message.starts_with("Revert \"")) mark(commits[i], "its subject begins with Revert");
  }
}

bool is_pull_request_history(const std::vector<CommitText>& texts) {
  std::size_t merges = 0, titled = 0;
  for (const CommitText& text : texts) {
    if (text.parents.size() < 2) continue;
    ++merges;
    titled += is_pull_request_merge(text.message) ? 1u : 0u;
  }
  return merges * 10 > texts.size() * 3 && titled * 2 > merges;
}

std::uint64_t authorship_of(const CommitText& text) {
  const std::string_view subject = std::string_view(text.message).substr(0, text.message.find('\n'));
  return line_digest(fmt::format("{} {}", text.author, text.author_time), subject);
}

struct Texts {
  std::vector<CommitText> commits;
  std::vector<Unreadable> unreadable;
};

base::Result<Texts> texts_of(const Repository& repository, bool first_parents, const std::stop_token& stop) {
  auto walked = repository.walk(first_parents);
  if (!walked) return std::unexpected(walked.error());
  Texts texts{.unreadable = std::move(walked->unreadable)};
  for (const std::string& id : walked->ids) {
    if (stop.stop_requested()) return std::unexpected(stopped());
    auto text = repository.commit(id);
    if (!text) return std::unexpected(text.error());
    texts.commits.push_back(*std::move(text));
  }
  return texts;
}

}  // namespace

base::Result<History> list_commits(const Repository& repository, FirstParent mode, std::stop_token stop) {
  auto texts = texts_of(repository, mode == FirstParent::on, stop);
  if (!texts) return std::unexpected(texts.error());
  History history;
  history.first_parents = mode == FirstParent::on;
  if (mode == FirstParent::automatic && is_pull_request_history(texts->commits)) {
    history.first_parents = true;
    texts = texts_of(repository, true, stop);
    if (!texts) return std::unexpected(texts.error());
  }
  for (const CommitText& text : texts->commits)
    history.commits.push_back({.id = text.id,
                               .parents = text.parents.size(),
                               .is_cut_off = text.is_cut_off,
                               .authorship = authorship_of(text)});
  mark_told_reverts(texts->commits, history.commits);
  history.unreadable = std::move(texts->unreadable);
  if (auto found = RevertFinder(repository, texts->commits, history.commits, stop).find(); !found)
    return std::unexpected(found.error());
  return history;
}

}  // namespace git_miner
