// Where a commit's scope ("ignore: ..", "feat(db): ..") says that the work is.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace git_miner {

// "the `ignore` crate", "the `types` module of the `ignore` crate", "the `printer` module" of a scope that names a
// folder of a package among the paths of a project, or a module, which holds most of the changed sources; "" of any
// other, or where it may be several packages: whoever looks there has to find the work ("api: .." is of what a crate
// offers, and of no module). A package is also named by the end of its name: "core" is `tracing-core`.
std::string place_of(std::string_view scope, const std::vector<std::string>& paths,
                     const std::vector<std::string>& changed);

}  // namespace git_miner
