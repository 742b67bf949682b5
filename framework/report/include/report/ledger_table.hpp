// The end of a run for people: the ledger as a table.
#pragma once

#include <string>

#include <graph/run_report.hpp>

namespace flowrun::report {

// One line a stage; ends with a line end. Columns that are 0 for all stages
// are left out, except those that everybody looks for.
std::string ledger_table(const graph::RunReport& report, bool colour);

}  // namespace flowrun::report
