// What a commit message says about the work, without what belongs to the project's bookkeeping.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace git_miner {

struct Message {
  // Of "type(scope): subject" (https://www.conventionalcommits.org), lower case; "" if the subject is not of
  // that form.
  std::string type;
  std::string scope;
  // One line without type, tags, "path:" in front, issue numbers, URLs, addresses and the full stop.
  std::string subject;
  // Likewise, without trailers and without paragraphs that speak about the commit instead of the code.
  std::vector<std::string> paragraphs;
  bool closes_issue = false;  // "fixes #12"
};

// "Merge pull request #N from ...", "Auto merge of #N - ...", then the title.
bool is_pull_request_merge(std::string_view message);

// Of a pull request's merge the title and the text of the request count.
Message clean_message(std::string_view message);

// Why a message cannot become a request, as a short stable phrase; "" if it can. `message` as it is stored.
std::string fault_of(const Message& cleaned, std::string_view message);

std::vector<std::string> words_of(std::string_view text);  // letters, digits, ' and _; lower case

}  // namespace git_miner
