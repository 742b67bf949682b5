#include <utility>

#include <fmt/format.h>

#include <criteria/static_mutants.hpp>

namespace criteria {

using base::name_of;

std::vector<StaticMutant> static_mutants(const Sources& sources, std::size_t limit) {
  std::vector<StaticMutant> mutants;
  for (const Source& source : sources.files) {
    for (const rust_code::StaticUse& use : find_static_lifetimes(source.file)) {
      if (mutants.size() == limit) return mutants;
      if (!use.is_candidate) continue;
      std::string what =
          fmt::format("`'static` that is not needed ({}, {})", name_of(use.form), name_of(use.place));
      mutants.push_back({source.path, rust_code::without(source.file, {use}),
                         source.fault(use.bytes.begin, std::move(what), use.is_public ? 0.5 : 1), use});
    }
  }
  return mutants;
}

std::vector<rust_tasks::File> without_all(const Sources& sources, const std::vector<StaticMutant>& mutants) {
  std::vector<rust_tasks::File> files;
  for (const Source& source : sources.files) {
    std::vector<rust_code::StaticUse> uses;
    for (const StaticMutant& mutant : mutants) {
      if (mutant.path == source.path) uses.push_back(mutant.use);
    }
    if (!uses.empty()) files.push_back({source.path, rust_code::without(source.file, uses)});
  }
  return files;
}

}  // namespace criteria
