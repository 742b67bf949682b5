// Reads one Cargo.toml.
#pragma once

#include <expected>
#include <functional>
#include <set>
#include <string>

#include <criteria/manifests.hpp>

namespace criteria {

// `paths` are all files of the candidate. The error says where the text is no TOML.
std::expected<Manifest, Fault> read_manifest(const rust_tasks::File& file,
                                             const std::set<std::string, std::less<>>& paths);

}  // namespace criteria
