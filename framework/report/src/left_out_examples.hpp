// A few of the records that a run left out, for each reason.
#pragma once

#include <vector>

#include <graph/plan.hpp>
#include <graph/run_report.hpp>
#include <report/run_page.hpp>
#include <store/store.hpp>

namespace flowrun::report {

// Of a stage with many units only the first are looked at: a rare reason may have none. What the store does not know is
// left out.
std::vector<LeftOutExample> left_out_examples(const graph::Plan& plan, const graph::RunReport& report,
                                              const store::Store& store);

}  // namespace flowrun::report
