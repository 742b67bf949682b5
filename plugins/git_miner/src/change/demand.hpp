// What a text demands: that a fault be mended, that something be so, or several things.
#pragma once

#include <string>

#include "change/message.hpp"

namespace git_miner {

// Whether a text tells what goes wrong: "panics", "does not ..", "is ignored", "instead of ..".
bool tells_a_failure(const std::string& text);

// Whether a sentence says how things should be, or asks for it.
bool tells_a_wish(const std::string& sentence);

// "Use `a`", "Change the exit to ..": of a fix this is how it is mended, and not what is wrong.
bool names_the_remedy(const std::string& subject);

// Work that every change brings along: on tests, documents, layout.
bool is_by_the_way(const std::string& title);

// Whether a message tells of deeds that have nothing to do with its subject, which the change holds too: titles of
// squashed commits, "Also removes ..". Work on tests, documents, layout and after reviews does not count.
bool tells_of_several_changes(const Message& message);

}  // namespace git_miner
