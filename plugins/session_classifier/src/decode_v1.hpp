// JSON of opencode 0.3 ... 1.19 to the model: the same objects in files and in the `data` columns of SQLite.
//
// Ids are given by the caller, because those in the text can be out of date (files moved by a migration,
// imports). Unknown keys and unknown part types are skipped silently, and so are wrong types of what a message or part can
// do without.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <session_classifier/model.hpp>
#include <session_classifier/stored_json.hpp>

namespace session_classifier::detail {

// What is wrong with the form of a message or part, as "it has no role"; "" if nothing is.
std::string_view wrong_message(const base::Json& data);
std::string_view wrong_part(const base::Json& data);

Message message_of(const base::Json& data, std::string id);
Part part_of(const base::Json& data, std::string id);
std::optional<Revert> revert_of(const base::Json& data);
Attachment attachment_of(const base::Json& data);

// The exit code of a command, wherever a version keeps it: in `metadata`, in `structured` (previews of 2.x), or in the
// last line of the output (2.x).
std::optional<std::int64_t> exit_of(const base::Json& state, std::string_view output);

// The sub-agent's session that the call made or went on with, "" if the state names none.
std::string called_by(const base::Json& state);

}  // namespace session_classifier::detail
