// Writes a change down as a conversation whose calls are carried out in a scratch folder.
#pragma once

#include <cstddef>
#include <expected>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <chat/example.hpp>
#include <git_miner/drop_reason.hpp>
#include <git_miner/mine.hpp>

#include "change/change_set.hpp"
#include "conversation/remarks.hpp"
#include "conversation/told_names.hpp"
#include "search/project_files.hpp"

namespace git_miner {

struct Composition {
  const ChangeSet& set;
  std::string system_prompt;
  std::string wish;     // the request without the tests that come with it
  std::string request;  // all of it
  std::function<std::string(const WordTest& is_shown)> report;  // asked for in the end
  Remarks remarks;
  // All files before the change.
  std::vector<std::string> paths;
  ProjectFiles::Load load;
  bool is_dependency = false;  // the manifest comes first
  const Proof* proof = nullptr;
};

// `scratch`: as in Miner::mine. Messages, tools and, counted by the model's tokenizer, `metadata.tokens` only. Of an
// example with more than `fit.max_tokens` the reads become shorter, as far as that helps.
std::expected<chat::Example, Drop> compose(const Composition& composition, const TokenLimit& fit,
                                           const secrets::Scanner& scanner,
                                           const std::filesystem::path& scratch);

}  // namespace git_miner
