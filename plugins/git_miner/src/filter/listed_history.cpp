#include <charconv>
#include <fstream>
#include <ranges>
#include <sstream>

#include <fmt/format.h>

#include <git_miner/history.hpp>

#include "repository/damage_mark.hpp"

namespace git_miner {
namespace fs = std::filesystem;
namespace {

constexpr int listing_version = 3;  // raise it when list_commits answers otherwise
constexpr const char* file_name = "flowrun-history";
constexpr const char* last_line = "end";

// The ends of a shallow clone belong to what is listed.
std::string state_of(const fs::path& mirror, const std::string& head, FirstParent mode) {
  std::ifstream in(mirror / "shallow");
  std::string ends;
  for (std::string id; in >> id;) ends += "," + id;
  return fmt::format("flowrun-history {} {} {}{}", listing_version, head, base::name_of(mode), ends);
}

// state
// first parents: 0 | 1
// id parents cut-off dependency-removed contents authorship how it was reverted TAB what mends it     one commit a line
// end
std::string text_of(const std::string& state, const History& history) {
  std::string text = fmt::format("{}\n{}\n", state, history.first_parents ? 1 : 0);
  for (const ListedCommit& commit : history.commits) {
    text += fmt::format("{} {} {} {} {} {} {}\t{}\n", commit.id, commit.parents, commit.is_cut_off ? 1 : 0,
                        commit.dependency_removed ? 1 : 0, commit.contents, commit.authorship,
                        commit.reverted, commit.mended);
  }
  return text + last_line + "\n";
}

std::optional<History> history_of(std::istream& in, const std::string& state) {
  std::string line;
  if (!std::getline(in, line) || line != state) return std::nullopt;
  History history;
  if (!std::getline(in, line)) return std::nullopt;
  history.first_parents = line == "1";
  while (std::getline(in, line)) {
    if (line == last_line) return history;
    std::istringstream words(line);
    ListedCommit commit;
    if (!(words >> commit.id >> commit.parents >> commit.is_cut_off >> commit.dependency_removed >>
          commit.contents >> commit.authorship)
             .ignore())
      return std::nullopt;
    std::getline(words, commit.reverted, '\t');
    std::getline(words, commit.mended);
    history.commits.push_back(std::move(commit));
  }
  return std::nullopt;
}

}  // namespace

base::Result<History> listed_history(const fs::path& mirror, const Repository& repository, FirstParent mode,
                                     std::stop_token stop) {
  const auto head = repository.head();
  std::error_code ignored;
  if (!head || fs::exists(mirror / damage_mark, ignored))
    return list_commits(repository, mode, std::move(stop));
  const std::string state = state_of(mirror, *head, mode);
  std::ifstream in(mirror / file_name);
  if (auto kept = history_of(in, state)) return *std::move(kept);
  auto history = list_commits(repository, mode, std::move(stop));
  if (!history || !history->unreadable.empty()) return history;
  // What cannot be kept is listed again.
  const fs::path file = mirror / file_name, aside = fs::path(file) += ".part";
  std::ofstream out(aside, std::ios::binary);
  if ((out << text_of(state, *history)).flush()) fs::rename(aside, file, ignored);
  return history;
}

}  // namespace git_miner
