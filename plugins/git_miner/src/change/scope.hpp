// Where a commit's scope ("ignore: ..", "feat(db): ..") says that the work is.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace git_miner {

// "the `ignore` crate", "the `types` module of the `ignore` crate", "the `printer` module" of a scope that names a
// folder of a package or a file or folder of Rust among the paths of a project; "" of any other, or where it may be
// several packages. A package is also named by the end of its name: "core" is `tracing-core`.
std::string place_of(std::string_view scope, const std::vector<std::string>& paths);

}  // namespace git_miner
