// What a run's sources gave it, in short: equal digests, equal inputs.
#pragma once

#include <cstdint>
#include <filesystem>
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
  std::string units = {};  // Store::digest_of_units, in hex
};

// Of the sources that ran. The run must be recorded as ended. Those that gave the units of the run before are not read
// again: its run.json, in `store_path`, has the digest.
std::vector<SourceInput> source_inputs(const graph::Plan& plan, const graph::RunReport& report,
                                       const store::Store& store, const std::filesystem::path& store_path);

}  // namespace flowrun::report
