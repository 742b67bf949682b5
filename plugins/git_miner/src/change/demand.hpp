// Whether a request says enough to be acted on: what is wrong or wanted, and when it is done.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <chat/example.hpp>
#include <git_miner/drop_reason.hpp>

#include "change/markdown.hpp"
#include "change/message.hpp"

namespace git_miner {

// Whether a text tells what goes wrong: "panics", "does not ..", "is ignored", "instead of ..".
bool tells_a_failure(const std::string& text);

// Whether a sentence says how things should be, or asks for it.
bool tells_a_wish(const std::string& sentence);

// Whether a text leads to a place of the project as it was before the change.
using LeadTest = std::function<bool(std::string_view)>;

// "Use `a`", "Change the exit to ..": of a fix this is how it is mended, and not what is wrong.
bool names_the_remedy(const std::string& subject);

struct Leads {
  LeadTest anywhere;  // a name, or words that few places have
  LeadTest by_name;   // a name alone
};

struct Demand {
  std::string subject;
  std::vector<Block> blocks;  // of the body
  bool has_evidence = false;  // a failing test, or the help text that is wanted
};

// What a request lacks: of a fix a symptom, of a feature its behaviour, of both and of a refactoring a name that leads
// somewhere. A subject alone has to tell more than one with a body. None where it lacks nothing.
std::optional<DropReason> lack_of(const Demand& demand, chat::Category category, const Leads& leads);

// Whether a message tells of deeds that have nothing to do with its subject, which the change holds too: titles of
// squashed commits, "Also removes ..". Work on tests, documents, layout and after reviews does not count.
bool tells_of_several_changes(const Message& message);

}  // namespace git_miner
