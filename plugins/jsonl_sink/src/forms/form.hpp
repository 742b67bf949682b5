// The forms of a line. One reader each, in a file of its name; chat_line.cpp chooses.
#pragma once

#include <string>
#include <string_view>

#include "reading.hpp"

namespace jsonl_sink::forms {

// Under which key a line holds its list of messages: the first of "messages", "conversations" and "conversation" that is
// there and not null; "" if none is.
std::string_view key_of_list(const base::Json& line);

// Each takes one list of messages, `path` being the list's, and fills reading.line.messages. False after a fault.
bool read_openai(base::Json& list, const std::string& path, Reading& reading);
bool read_sharegpt(base::Json& list, const std::string& path, Reading& reading);
// A list that is the text of one. Replaces it by the list.
bool read_messages_text(base::Json& text, const std::string& path, Reading& reading);

// The tool schemas of a line, from `tools` or `functions`, a list or its text.
bool read_tools(Members& line);

}  // namespace jsonl_sink::forms
