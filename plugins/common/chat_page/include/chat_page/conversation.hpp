// A conversation of an agent as HTML for people: who says what, and calls as what they do.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include <chat/example.hpp>

namespace chat_page {

struct Look {
  bool masks = false;                 // whether each message says if it is learnt
  std::size_t most_bytes = SIZE_MAX;  // of one text: of a longer one the end is left out, and said to be
};

// The messages one after the other. Edits are shown as a diff; results of tools, the system message and reasoning are folded.
// It looks as `conversation_style` says (chat_page/style.hpp).
std::string conversation(std::span<const chat::Message> messages, const Look& look);

// What the last turn was asked for: the first line with text of the last user message, shortened.
std::string request_of(std::span<const chat::Message> messages);

}  // namespace chat_page
