// An example as HTML for people: who says what, calls as what they do, and what of it is learnt.
#pragma once

#include <string>
#include <string_view>

#include <chat/example.hpp>

namespace jsonl_sink {

// The messages one after the other. Edits are shown as a diff; results of tools, the system message and reasoning are folded.
std::string conversation(const chat::Example& example);

// What the learnt turn was asked for: the first line with text of the last user message, shortened.
std::string request_of(const chat::Example& example);

}  // namespace jsonl_sink
