// Writes a change down as a conversation whose calls are carried out in a scratch folder.
#pragma once

#include <expected>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include <chat/example.hpp>
#include <git_miner/drop_reason.hpp>
#include <git_miner/mine.hpp>

#include "change/change_set.hpp"
#include "conversation/context_file.hpp"

namespace git_miner {

struct Composition {
  const ChangeSet& set;
  std::string system_prompt;
  std::string request;
  std::string report;
  std::map<std::string, std::string> remarks;  // by path, said before the first change of a file
  std::optional<ContextFile> context;          // only read
  std::string files;  // what `git ls-files '*.rs'` says before the change; "" = not asked
  const Proof* proof = nullptr;
};

// `scratch`: as in Miner::mine. Messages and tools only.
std::expected<chat::Example, Drop> compose(const Composition& composition, const secrets::Scanner& scanner,
                                           const std::filesystem::path& scratch);

}  // namespace git_miner
