// What speaks against learning a turn once it is a chat.
#pragma once

#include <span>
#include <vector>

#include <chat/example.hpp>
#include <session_classifier/examples.hpp>
#include <session_classifier/model.hpp>
#include <session_classifier/turns.hpp>

namespace session_classifier {

// `messages` are those of the turn, with its calls as they are stored.
Unfit unfit_messages(std::span<const chat::Message> messages, Reasoning reasoning);

// `messages` are those of the example, with the calls of the contract; `turn` is what they were made of.
Unfit unfit_rest(std::span<const Message> turn, std::span<const chat::Message> messages);

}  // namespace session_classifier
