// Messages of opencode 0.1 and 0.2, which hold their parts, to the model.
//
// Source: published types of the SDK 0.1; no store of these versions was ever seen. The parts of 0.3's first
// migration step (typed as later, but still inside the message) are read, too.
#pragma once

#include <session_classifier/json.hpp>
#include <session_classifier/model.hpp>

namespace session_classifier::detail {

// Adds the parts and the metadata that a message of these versions holds; nothing to do for later ones.
void add_inline_parts(const Json& data, Message& message);

}  // namespace session_classifier::detail
