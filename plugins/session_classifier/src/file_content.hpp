// Whole files, as far as they are not too large to be read.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include <base/error.hpp>

#include "tree_state.hpp"

namespace session_classifier::detail {

// The bytes of a file, of at most max_document_bytes; a larger one is a rejection that was not read.
base::Result<std::string> content_of(const std::filesystem::path& path);
// The same by its name in an open folder. `state` receives the content, and the state of the file after it was read.
base::Result<std::string> content_of(int folder, const std::string& name, StateBuilder& state);
// Its first bytes; "" if it cannot be read.
std::string head_of(const std::filesystem::path& path, std::size_t bytes);

// Gives the bytes of a file, some at a time, each valid until the next; "" at the end. Throws system_error if it cannot be read,
// also when it is called.
std::function<std::string_view()> chunks_of(const std::filesystem::path& path);

}  // namespace session_classifier::detail
