// What can be said of a file without reading its lines.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include <base/error.hpp>

namespace jsonl_sink {

// Changes when somebody writes to the file or puts another in its place; "" where there is none. Two equal stamps with a
// reading in between say that the reading saw one state.
std::string file_stamp(const std::filesystem::path& path);

// What a file is that cannot be JSON Lines, by its first bytes: "UTF-16", "UTF-32", "gzip" or "Zstandard"; "" if it may be.
// UTF-16 and UTF-32 are known without a byte order mark, too, since JSON begins with two ASCII characters.
std::string_view foreign_form(std::string_view first_bytes);

// The file, or what a Zstandard file holds, as one that cannot be JSON Lines, a rejection; nothing if it may be. Other errors say why it cannot be read.
base::Result<void> check_form(const std::filesystem::path& path);

}  // namespace jsonl_sink
