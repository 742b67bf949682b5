#include "belonging.hpp"

#include <algorithm>
#include <utility>

#include "exchange.hpp"

namespace flowrun::graph {
namespace fs = std::filesystem;
namespace {

base::Json as_json(const std::vector<Mismatch>& mismatches) {
  if (mismatches.empty()) return {};
  base::Json json = base::Json::of_object();
  for (const Mismatch& one : mismatches) {
    json.set(one.from, base::Json::of_object({{"made_from", base::Json::of_string(one.made_from)},
                                              {"stands", base::Json::of_string(one.stands)}}));
  }
  return json;
}

}  // namespace

std::vector<StandingResult> standing_results(const fs::path& out,
                                             const std::vector<config::PublishedPort>& publish,
                                             const PublishedFiles& files) {
  std::vector<StandingResult> found;
  for (const config::PublishedPort& published : publish) {
    const fs::path place = out / published.file;
    if (!is_there(place) || fs::is_symlink(place)) continue;
    const store::Contents* const written = files.written(published.file);
    fs::path file = provenance_place(place, written && comes_with_provenance(*written));
    auto provenance = read_provenance(file);
    if (!provenance) continue;
    // A run that was killed may have replaced a file and not yet what lies beside it.
    if (written && written->contains("") && !written->at("").ends_with(provenance->digest)) continue;
    found.push_back({published.name, std::move(file), std::move(*provenance)});
  }
  return found;
}

std::vector<Mismatch> mismatches_of(const StandingResult& result, const std::vector<StandingResult>& all) {
  std::vector<Mismatch> found;
  for (const base::JsonMember& from : result.provenance.made_from["results"].members) {
    const auto other = std::ranges::find(all, from.key, &StandingResult::name);
    if (other == all.end() || other->provenance.digest == from.value.string()) continue;
    found.push_back({.result = result.name,
                     .from = from.key,
                     .made_from = std::string(from.value.string()),
                     .stands = other->provenance.digest});
  }
  return found;
}

void mark_belonging(const fs::path& out, const std::vector<config::PublishedPort>& publish,
                    const PublishedFiles& files, PublishOutcome& outcome) {
  const auto standing = standing_results(out, publish, files);
  for (const StandingResult& result : standing) {
    const std::vector<Mismatch> mismatches = mismatches_of(result, standing);
    outcome.mismatches.insert(outcome.mismatches.end(), mismatches.begin(), mismatches.end());
    Provenance marked = result.provenance;
    marked.out_of_date = as_json(mismatches);
    if (marked.out_of_date == result.provenance.out_of_date) continue;
    if (const auto written = replace_provenance(out, result.provenance_file, marked); !written)
      outcome.problems.push_back(written.error().text());
  }
}

}  // namespace flowrun::graph
