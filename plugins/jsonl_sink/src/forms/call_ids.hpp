#pragma once

#include <vector>

#include <chat/example.hpp>

namespace jsonl_sink::forms {

// Gives calls without an id one, "call_1", "call_2", ..., and lets tool messages that name no call answer those before them
// in order.
void complete_call_ids(std::vector<chat::Message>& messages);

}  // namespace jsonl_sink::forms
