// What a run's sources gave it, in short: equal digests, equal inputs.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <graph/plan.hpp>
#include <graph/run_report.hpp>
#include <store/store.hpp>

namespace flowrun::report {

struct SourceInput {
  std::string stage;
  std::uint64_t items = 0;  // that it listed
  std::string
      digest;  // over key and content of each, in order, in hex; "" where the store does not know them
};

// Of the sources that ran. The run must be recorded as ended.
std::vector<SourceInput> source_inputs(const graph::Plan& plan, const graph::RunReport& report,
                                       const store::Store& store);

}  // namespace flowrun::report
