// What a data set may hold of a session: its training examples with the tools of the contract and without secrets.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <chat/example.hpp>
#include <secrets/redactor.hpp>
#include <session_classifier/examples.hpp>

namespace session_classifier {

// As training_examples, and ready to be published.
std::vector<TurnResult> publishable_examples(const Session& stored, const Options& options,
                                             const secrets::Scanner& scanner);

// Calls and results in the form of the tools that a rollout offers, which become the tools of the example. A
// message that calls others, such as a to-do list or a web search, or one of them with other arguments than its schema
// has, stays as context and is not learnt. False if nothing is left to learn. `directory` is the folder that the model's relative paths belong to, "" if
// unknown.
bool bring_to_contract(chat::Example& example, std::string_view directory);

// Replaces every secret by a placeholder, the same one wherever it stands, so that edits still match what was read.
// Commands and answers with a placeholder in them, and commands that printed a secret, are no example to follow: they
// stay as context. Where a placeholder stands in code that is to be learnt, the example cannot be used: the answer
// then names the rule and the place, never the value; it is "" otherwise.
std::string hide_secrets(chat::Example& example, secrets::Redactor& redactor);

}  // namespace session_classifier
