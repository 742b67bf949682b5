// Whether code is compiled at all: the conditions around it.
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>

#include <rust_code/source_file.hpp>

namespace rust_code {

// What is set in a build, as `rustc --print cfg` writes it: `unix`, `target_os="linux"`, `feature="std"`.
using CfgSet = std::set<std::string, std::less<>>;

// The outermost condition around a byte that does not hold, as written; none where all hold. Conditions are
// `#[cfg(..)]` on an item, statement, field, variant or arm, `#![cfg(..)]` in a file or block, and the branches
// of `cfg_if!`. `test` holds in one build and fails in the other, and code for either is compiled. Not seen:
// `cfg_attr(p, cfg(..))`, macros that set a condition on what they are given, the declaration of the file's module
// in another file.
std::optional<std::string> unmet_cfg(const SourceFile& file, std::uint32_t byte, const CfgSet& cfgs);

}  // namespace rust_code
