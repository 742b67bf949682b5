// Whether a file or a program is one of Rust's, or of another language's.
#pragma once

#include <optional>
#include <string_view>

#include <shell/commands.hpp>

namespace session_classifier {

enum class Language { rust, other };

// Rust for sources, Cargo.toml, Cargo.lock and toolchain files; another language for its sources and
// manifests; none for files of no language (prose, data, markup, scripts of a build).
std::optional<Language> language_of_file(std::string_view path);

// The language whose tool chain the command runs; none for neutral programs.
std::optional<Language> language_of_program(const shell::Command& command);

// True for files that tools write: below target/, node_modules/, .git/ and the like.
bool is_build_output(std::string_view path);

// The part of a path behind the last separator of either kind.
std::string_view file_name(std::string_view path);

}  // namespace session_classifier
