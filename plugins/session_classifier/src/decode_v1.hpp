// JSON of opencode 0.3 ... 1.19 to the model: the same objects in files and in the `data` columns of SQLite.
//
// Ids are given by the caller, because those in the text can be out of date (files moved by a migration,
// imports). Unknown keys, unknown part types and wrong types are skipped silently.
#pragma once

#include <string>

#include <session_classifier/json.hpp>
#include <session_classifier/model.hpp>

namespace session_classifier::detail {

Message message_of(const Json& data, std::string id);
Part part_of(const Json& data, std::string id);
std::optional<Revert> revert_of(const Json& data);
Attachment attachment_of(const Json& data);

}  // namespace session_classifier::detail
