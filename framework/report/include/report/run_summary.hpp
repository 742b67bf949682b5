// The end of a run for people: what was left out and why, the ledger, what was restored, what took longest.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <graph/run_report.hpp>

namespace flowrun::report {

// Why records were left out: of each stage the five most frequent reasons, and where the others are (`rest`). Each line
// ends with a line end; "" where nothing was left out.
std::string left_out_text(const graph::RunReport& report, std::string_view rest);

// "restored: all of sessions, commits; 3 of 38 of curated": one line, or "".
std::string restored_text(const graph::RunReport& report);

// "slowest: commits 376.5 s, synthetic 136.7 s": up to three stages that worked for a second or more, by the time from
// their first unit to their last; one line, or "".
std::string slowest_text(const graph::RunReport& report);

}  // namespace flowrun::report
