// Small examples to start from.
#pragma once

#include <string>

#include <chat/example.hpp>

chat::Message message(chat::Role role, std::string content);
chat::Message user(std::string content);
chat::Message assistant(std::string content);
chat::Message calling(std::string id, std::string arguments = "{}");
chat::Message answer(std::string id, std::string content = "ok");

// With what is known of the origin, of its id where that is asked for.
void set_origin(chat::Metadata& metadata, chat::Origin origin);

// system, user, assistant with call c1, its answer, assistant; valid.
chat::Example example(std::string id, std::string question = "Add error handling");
