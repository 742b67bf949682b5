// Whether the text of a `.rs` file is Rust: RenderScript, XML resources and others use the ending, too.
#pragma once

#include <string>
#include <string_view>

namespace session_classifier {

// True if the text says something that only Rust has, or if most of it parses as Rust: as a file, or as a part of a
// function, a type or a match. Of a long text the first 8 KiB count; a text that is too short to tell is taken for Rust.
bool is_rust_text(std::string_view text);

// The file behind the result of the read tool: without line numbers and the tags around them.
std::string text_of_read(std::string_view output);

}  // namespace session_classifier
