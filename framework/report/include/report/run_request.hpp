// What was asked of a run on the command line, as the store and run.json keep it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <graph/run_options.hpp>

namespace flowrun::report {

// Compact JSON of what is not the default: profile, set, only, to, force, retry (true for all stages), seed, jobs, memory.
std::string request_json(std::string_view profile, const std::vector<std::string>& sets,
                         const graph::RunOptions& options);
// The same as words of a command line: "--only adapter --set a=1". Text that is none of it is "".
std::string request_words(std::string_view json);

}  // namespace flowrun::report
