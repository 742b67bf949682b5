// What a commit message says about the work, without what belongs to the project's bookkeeping.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <base/enum_names.hpp>

#include "change/markdown.hpp"

namespace git_miner {

// https://www.conventionalcommits.org
enum class CommitType { feat, fix, refactor, perf, docs, style, test, chore, build, ci, revert, deps };
constexpr auto enum_names(CommitType) {
  return base::names("feat", "fix", "refactor", "perf", "docs", "style", "test", "chore", "build", "ci",
                     "revert", "deps");
}

struct Message {
  // Of "type(scope): subject"; none if the subject is not of that form.
  std::optional<CommitType> type;
  // Likewise, else of "[scope]" or "scope:"; "" if there is none. Lower case.
  std::string scope;
  // One line without type, scope, references (see references.hpp) and the full stop.
  std::string subject;
  // Without trailers, else as it is: see prose.hpp for what a request takes over.
  std::vector<Block> body;
  bool closes_issue = false;  // "fixes #12"
};

// "Merge pull request #N from ...", "Auto merge of #N - ...", then the title.
bool is_pull_request_merge(std::string_view message);

// Of a pull request's merge the title and the text of the request count.
Message clean_message(std::string_view message);

std::vector<std::string> words_of(std::string_view text);           // letters, digits, ' and _; lower case
std::vector<std::string> words_of(const std::vector<Block>& body);  // likewise; not of code

}  // namespace git_miner
