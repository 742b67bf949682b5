// Is an example fit to be learnt from? Checks the rules of chat::Example that its type cannot express.
#pragma once

#include <string>
#include <vector>

#include <chat/example.hpp>

namespace dataset_curator {

// What is wrong, in the order of the messages; empty if nothing is. Each text names the message by its
// position, from 0: "message 3 (tool): answers call "c9", which no assistant message made". Pure; any thread
// may call it.
//
// The rules: at most one system message, and that first; then a user message; users may follow each other (a
// turn that was interrupted), assistants only behind their own tool calls. Every call is answered exactly
// once, by the tool messages that follow it directly, in any order. The last message is an assistant's,
// learnt, without open calls. Ids of calls are unique, arguments are JSON objects, all text is UTF-8. Learnt
// assistant messages all have thinking, or none has. Empty tool results are allowed: some commands print
// nothing.
std::vector<std::string> validate(const chat::Example& example);

}  // namespace dataset_curator
