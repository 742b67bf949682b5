// What `opencode export` printed, as a shell put it into a file: the JSON of one session, which may have the program's status
// line before it, be in UTF-16 (PowerShell), or be cut off (a pipe that was closed too early).
#pragma once

#include <string>
#include <string_view>

#include <base/error.hpp>

namespace session_classifier::detail {

// True if the beginning of a file reads as that of an export.
bool begins_as_export(const std::string& head);

// The text of the one JSON object in `text`, as UTF-8. Errors are rejections: empty, without an object, cut off, or with more
// than one session.
base::Result<std::string> exported_object(std::string text);

}  // namespace session_classifier::detail
