// Whether results that stand side by side were made from each other.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <config/port_ref.hpp>
#include <graph/provenance.hpp>

#include "publish.hpp"
#include "published_files.hpp"

namespace flowrun::graph {

// A result that stands in its place, with its provenance.
struct StandingResult {
  std::string name;
  std::filesystem::path provenance_file;
  Provenance provenance;
};

// Those of `publish` that have a provenance.
std::vector<StandingResult> standing_results(const std::filesystem::path& out,
                                             const std::vector<config::PublishedPort>& publish,
                                             const PublishedFiles& files);

// What `result` was made from and stands there otherwise.
std::vector<Mismatch> mismatches_of(const StandingResult& result, const std::vector<StandingResult>& all);

// Tells in `outcome` what does not belong together, and makes each provenance say it of its result.
void mark_belonging(const std::filesystem::path& out, const std::vector<config::PublishedPort>& publish,
                    const PublishedFiles& files, PublishOutcome& outcome);

}  // namespace flowrun::graph
