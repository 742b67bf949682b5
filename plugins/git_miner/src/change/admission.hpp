// Whether a request that was made may be asked: somebody who has the project and the request alone can act on it.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <chat/example.hpp>
#include <git_miner/drop_reason.hpp>

#include "change/markdown.hpp"

namespace git_miner {

// Of a text: see touched_words.hpp.
using LeadTest = std::function<bool(std::string_view)>;

struct Leads {
  LeadTest to_place;     // names something of the place that is changed
  LeadTest to_addition;  // has a name that the added lines have
};

struct Asked {
  std::string subject;        // "" where the body alone asks
  std::vector<Block> blocks;  // of the body
  bool is_whole = true;       // nothing of the body is left out that tells what is wanted
  bool has_help = false;      // the help text that is wanted
  bool has_failing_test = false;
};

// What stands against a request, none if nothing does. It names something of the place that is changed. It tells of a
// fix a symptom that can be checked: what goes wrong, and for which input or where; of a feature what its users see; of
// a refactoring an end: one of those that the subject itself ends ("Rename `a` to `b`", "Remove `a`", "Use `a` instead
// of `b`"), else a sentence that says how it shall be.
std::optional<DropReason> refusal_of(const Asked& asked, chat::Category category, const Leads& leads);

}  // namespace git_miner
