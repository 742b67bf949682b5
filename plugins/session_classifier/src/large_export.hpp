// What `opencode export` printed, where it is too large to be held as a whole, mostly for the images in it.
#pragma once

#include <cstddef>
#include <filesystem>

#include <base/error.hpp>
#include <base/json.hpp>

namespace session_classifier::detail {

// The object in the file that begins with that byte, read part by part. Images and other files are their digests. A number stands in the place of a part,
// or of another value, that is larger than max_document_bytes: how many it has. An error is a rejection where the file is at
// fault, or where what is left has more than
// max_document_bytes, or than a million values.
base::Result<base::Json> large_export(const std::filesystem::path& file, std::size_t begin);

}  // namespace session_classifier::detail
