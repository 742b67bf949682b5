// What stands where results are published, beside what flowrun wrote there.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <base/enum_names.hpp>
#include <base/error.hpp>
#include <config/port_ref.hpp>
#include <graph/provenance.hpp>
#include <graph/run_report.hpp>

namespace flowrun::graph {

enum class Standing {
  as_written,
  changed,     // by somebody else, in the files that are listed
  missing,     // flowrun wrote it, and nothing stands there
  unknown,     // something stands there, and there is no record that flowrun wrote it
  unpublished  // nothing stands there, and nothing was written
};
constexpr auto enum_names(Standing) {
  return base::names("as_written", "changed", "missing", "unknown", "unpublished");
}

struct PublishedState {
  std::string name;
  std::filesystem::path path;
  Standing standing = Standing::unpublished;
  // Relative to `path`, which itself is ""; each in order.
  std::vector<std::string> changed, added, missing;
  std::optional<Provenance> provenance;
  std::vector<Mismatch> mismatches;  // with results that stand there now

  [[nodiscard]] bool is_well() const { return standing == Standing::as_written && mismatches.empty(); }
};

// Of each result in `publish`, in their order, that stands below `out`. Reads all of it, and needs neither store nor plugins.
// The error names what cannot be read.
base::Result<std::vector<PublishedState>> published_states(const std::filesystem::path& out,
                                                           const std::vector<config::PublishedPort>& publish);

}  // namespace flowrun::graph
