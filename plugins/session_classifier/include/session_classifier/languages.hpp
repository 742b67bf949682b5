// Whether a file or a program is one of Rust's, or of another language's.
#pragma once

#include <optional>
#include <string_view>

#include <shell/commands.hpp>

namespace session_classifier {

enum class Language { rust, other };

// Of the path of a file: Rust for sources, Cargo.toml, Cargo.lock and toolchain files; another language for every other
// ending, known or not; none for files of no language (prose, data, markup, settings) and for names without an ending.
std::optional<Language> language_of_file(std::string_view path);

// Of a word that may be no path at all: only the endings and names of known languages count.
std::optional<Language> language_named_by(std::string_view word);

// The language whose tool chain the command runs; none for neutral programs.
std::optional<Language> language_of_program(const shell::Command& command);

// True for files that tools write: below target/, node_modules/, .git/ and the like.
bool is_build_output(std::string_view path);

// The part of a path behind the last separator of either kind.
std::string_view file_name(std::string_view path);

}  // namespace session_classifier
