// What `opencode export` printed, as a shell put it into a file: the JSON of one session, which may have the program's status
// line before it, be in UTF-16 (PowerShell), or be cut off (a pipe that was closed too early).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <base/error.hpp>

namespace session_classifier::detail {

// True if the beginning of a file reads as that of an export.
bool begins_as_export(const std::string& head);

// Where the session begins, at or after `from`: what stands before it may hold braces of its own.
std::optional<std::size_t> begin_of_export(std::string_view text, std::size_t from);

// The text of the one JSON object in `text`, as UTF-8. Errors are rejections: empty, without an object, cut off, or with more
// than one session.
base::Result<std::string> exported_object(std::string text);

}  // namespace session_classifier::detail
