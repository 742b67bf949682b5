// The parts of a message that all forms spell alike.
#pragma once

#include <string_view>

#include <chat/example.hpp>

#include "reading.hpp"

namespace jsonl_sink::forms {

// The role under one of its names: "developer", "human", "gpt", "observation", ... A fault where it is missing or unknown.
chat::Role take_role(Members& message, std::string_view key);

// A text, null, or parts of text one after the other, as chat templates join them. Parts of another kind are a fault.
std::string take_content(Members& message, std::string_view key);

// Everything else: thinking, calls, which call is answered, the weight; and what is left over is kept. False after a fault.
bool read_other_parts(Members& message, chat::Message& into);

// A call with its function in it or flat; its arguments are an object, its text, or absent. False after a fault.
bool read_call(base::Json& call, const std::string& path, Reading& reading, chat::ToolCall& into);

}  // namespace jsonl_sink::forms
