// Languages by file name and by program.
#pragma once

#include <string>
#include <string_view>

#include <shell/commands.hpp>

namespace session_classifier {

// "Rust" for sources, Cargo.toml, Cargo.lock and toolchain files; the name of another programming language
// for its sources and manifests; "" for files of no language (prose, data, markup, scripts of a build).
std::string_view language_of_file(std::string_view path);

// The language whose tool chain the command runs, "" for neutral programs. "JavaScript" covers package
// managers of TypeScript projects, too.
std::string_view language_of_program(const shell::Command& command);

// True for files that tools write: below target/, node_modules/, .git/ and the like.
bool is_build_output(std::string_view path);

// The part of a path behind the last separator of either kind.
std::string_view file_name(std::string_view path);

}  // namespace session_classifier
