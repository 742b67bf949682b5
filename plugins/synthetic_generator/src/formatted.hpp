// The layout of rustfmt.
#pragma once

#include <filesystem>

#include <synthetic_generator/gate.hpp>
#include <synthetic_generator/prove.hpp>

namespace synthetic_generator {

// Substitution changes the lengths of lines, so each side is formatted before anything else. Our own files, written
// into `folder`: trusted. `options`: as for rustfmt's --config, such as "tab_spaces=2"; empty = its own layout. Rejected by
// the gate `otherwise` if rustfmt refuses them.
Proved<Files> formatted(const Files& files, const std::string& options, const std::filesystem::path& folder,
                        const Environment& environment, Gate otherwise);

}  // namespace synthetic_generator
