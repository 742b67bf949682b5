// Which parts of a file an agent reads before it edits it.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include <edits/edits.hpp>
#include <git_miner/drop_reason.hpp>
#include <git_miner/repository.hpp>
#include <secrets/scanner.hpp>

namespace git_miner {

struct ReadPlan {
  bool whole = false;              // no offset and limit
  std::vector<LineRange> windows;  // in order, disjoint
};

// Files up to 200 lines whole, others in windows around the edits. The lines that the edits replace are
// always covered. Lines with personal data (the authors of a manifest) are left out; of the pieces around
// them only those with an edit stay. Errors: personal data among the edited
// lines, a secret anywhere in what would be read, a line too long to be shown; the evidence names the line, and the
// rule that found it.
std::expected<ReadPlan, Drop> plan_reading(std::string_view text, const std::vector<edits::Edit>& edits,
                                           const secrets::Scanner& scanner);

// Likewise around lines of interest, in order.
std::expected<ReadPlan, Drop> plan_reading(std::string_view text, const std::vector<LineRange>& lines,
                                           const secrets::Scanner& scanner);

}  // namespace git_miner
