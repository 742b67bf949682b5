#include <map>

#include <graph/known_libraries.hpp>

namespace flowrun::graph {
namespace {

base::Result<void> check(const std::filesystem::path& library, const std::string& build_id,
                         store::Store& store) {
  const auto now = store::digest_path(library, {.memory = &store.file_memory()});
  if (!now) return std::unexpected(now.error().as_error());
  const auto known = store.library_digest(build_id);
  if (!known) return std::unexpected(known.error().as_error());
  if (*known == *now) return {};
  if (*known) {
    return base::failure("the plugin " + library.string() + " is not what it was",
                         "its bytes changed since an earlier run, its build id " + build_id + " did not",
                         "install it anew, or rebuild it; the file or the disk may be damaged");
  }
  if (auto kept = store.remember_library(build_id, *now); !kept)
    return std::unexpected(kept.error().as_error());
  return {};
}

}  // namespace

base::Result<void> check_known_libraries(const Plan& plan, store::Store& store) {
  std::map<std::filesystem::path, std::string> libraries;
  for (const PlannedStage& stage : plan.stages) {
    if (!stage.type.build_id.empty()) libraries.emplace(stage.type.library, stage.type.build_id);
  }
  for (const auto& [library, build_id] : libraries) {
    if (auto checked = check(library, build_id, store); !checked) return checked;
  }
  return {};
}

}  // namespace flowrun::graph
